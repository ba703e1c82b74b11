import { contracts, type Order, violationsOf } from '@channel-adapter/contracts'
import type { ChangePage, ErpConnection, Position } from '../port.ts'

/** Something that was found out by trying. */
export interface Finding {
  /** `fault`: orders would be lost, wrong or refused; `doubt`: something to know. */
  readonly level: 'fine' | 'doubt' | 'fault'
  readonly text: string
  /** What mends it where the ERP is described (kind `rest`); where it is programmed, its driver must be mended. */
  readonly remedy?: string
}

export interface ReadingReport {
  /** The first order as it would be published. */
  readonly order: Order | undefined
  readonly findings: readonly Finding[]
}

const SHOWN = 5
const SMALL_PAGES = 3

const fine = (text: string): Finding => ({ level: 'fine', text })
const doubt = (text: string, remedy?: string): Finding => ({
  level: 'doubt',
  text,
  ...(remedy && { remedy }),
})
const fault = (text: string, remedy?: string): Finding => ({
  level: 'fault',
  text,
  ...(remedy && { remedy }),
})

/**
 * Reads a little of an ERP and finds out what its changes can be relied on for. Writes nothing.
 * @param pageSize as the connection is configured
 * @throws errors of errors.ts where the ERP cannot be read
 */
export async function checkReading(
  erp: ErpConnection,
  pageSize: number,
  signal: AbortSignal,
): Promise<ReadingReport> {
  const page = await erp.readChanges(undefined, { limit: pageSize, signal })
  const [first] = page.orders
  const findings = [
    ...mapped(page),
    ...(await cappedPage(erp, page, pageSize, signal)),
    ...(first ? await asRead(erp, first, signal) : []),
    ...(erp.capabilities.changes === 'none' ? [] : inOrder(page.orders)),
    ...(await again(erp, page, pageSize, signal)),
    ...(await inSmallPages(erp, page, signal)),
    ...(await atTheBorder(erp, page, pageSize, signal)),
  ]
  return { order: first, findings }
}

function mapped({ orders, unreadable }: ChangePage): Finding[] {
  const found = orders.length + unreadable.length
  if (found === 0) {
    return [
      doubt('The ERP gave no order: nothing else can be found out.', 'if it has some, look at changes.rows'),
    ]
  }
  const invalid = orders.flatMap((order) => {
    const [violation] = violationsOf(contracts.order, order)
    return violation ? [`order ${order.number}: ${violation.path} ${violation.message}`] : []
  })
  const odd = [
    ...unreadable.map(({ number, path, reason }) => `order ${number || '(no number)'}: ${path} ${reason}`),
    ...invalid,
  ]
  return [
    odd.length === 0
      ? fine(`${found} orders were read, and all of them can be published.`)
      : fault(
          `${odd.length} of ${found} orders would go to the Invalid Message Channel:\n${odd
            .slice(0, SHOWN)
            .map((line) => `    ${line}`)
            .join('\n')}`,
        ),
  ]
}

/** Whether a short page was not the last: an ERP that does not say so is asked for the next one. */
async function cappedPage(
  erp: ErpConnection,
  page: ChangePage,
  pageSize: number,
  signal: AbortSignal,
): Promise<Finding[]> {
  const numbers = ({ orders, unreadable }: ChangePage) =>
    [...orders, ...unreadable].map(({ number }) => number)
  const first = new Set(numbers(page))
  if (!page.more || first.size === 0 || first.size >= pageSize) return []
  const second = await erp.readChanges(page.next, { limit: pageSize, signal })
  if (numbers(second).every((number) => first.has(number))) return []
  return [
    doubt(
      `${pageSize} orders were asked for and ${first.size} came, though there are more: set pageSize: ${first.size}.`,
    ),
  ]
}

/** An order read by its number must be the one in the list. */
async function asRead(erp: ErpConnection, listed: Order, signal: AbortSignal): Promise<Finding[]> {
  const single = await erp.readOrder(listed.number, signal)
  if (!single)
    return [
      fault(`Order ${listed.number} is in the list and is not found by its number.`, 'look at read.path'),
    ]
  const different = Object.keys(listed).filter(
    (name) =>
      JSON.stringify(listed[name as keyof Order]) !== JSON.stringify(single.order[name as keyof Order]),
  )
  if (different.length === 0) return [fine('An order is the same in the list and by its number.')]
  return [
    fault(
      `Order ${listed.number} is not the same in the list and by its number: ${different.join(', ')}.`,
      'if a row does not hold all of an order, changes.readEach: true',
    ),
  ]
}

function inOrder(orders: readonly Order[]): Finding[] {
  const at = orders.findIndex(({ changedAt }, index) => changedAt < (orders[index - 1]?.changedAt ?? ''))
  if (at === -1) return [fine('Orders come oldest change first.')]
  return [
    fault(
      `Order ${orders[at]?.number} comes after one that changed later.`,
      'have the ERP sort by the moment of change, or set changes.sorted: false',
    ),
  ]
}

async function again(
  erp: ErpConnection,
  page: ChangePage,
  limit: number,
  signal: AbortSignal,
): Promise<Finding[]> {
  const second = await erp.readChanges(undefined, { limit, signal })
  const [before, after] = [page, second].map(({ orders }) => orders.map(({ number }) => number).join())
  return before === after
    ? [fine('Asked twice, the ERP gives the same orders in the same sequence.')]
    : [
        doubt(
          'Asked twice, the ERP gave other orders or another sequence: either some changed just now, or it sorts by nothing.',
        ),
      ]
}

/** What a page holds must be found in smaller pages, too: orders at a page's border are those that get lost. */
async function inSmallPages(erp: ErpConnection, page: ChangePage, signal: AbortSignal): Promise<Finding[]> {
  const limit = Math.min(10, Math.floor(page.orders.length / SMALL_PAGES))
  if (limit < 1) return []
  const found = new Set<string>()
  let at: Position | undefined
  for (let count = 0; count < SMALL_PAGES; count++) {
    const { orders, unreadable, next, more } = await erp.readChanges(at, { limit, signal })
    for (const { number } of [...orders, ...unreadable]) found.add(number)
    at = next
    if (!more) break
  }
  const reached = Math.max(...page.orders.map(({ number }, index) => (found.has(number) ? index : -1)))
  const lost = page.orders.slice(0, reached).filter(({ number }) => !found.has(number))
  if (lost.length === 0) return [fine(`In pages of ${limit} no order is lost between them.`)]
  return [
    fault(
      `In pages of ${limit} order ${lost[0]?.number} is lost between two of them.`,
      'look at changes.paging',
    ),
  ]
}

/** Whether orders of exactly the moment that is asked from are in the answer, and how many share one. */
async function atTheBorder(
  erp: ErpConnection,
  { orders, next, more }: ChangePage,
  pageSize: number,
  signal: AbortSignal,
): Promise<Finding[]> {
  const { changes } = erp.capabilities
  const last = orders.at(-1)
  if (!last || !next || (changes !== 'keyset' && changes !== 'timestamp')) return []
  const back = await erp.readChanges(erp.rewind(next, 0), { limit: pageSize, signal })
  const includes = [...back.orders, ...orders.filter(({ changedAt }) => changedAt > last.changedAt)].some(
    ({ number }) => number === last.number,
  )
  const moments = Map.groupBy(orders, ({ changedAt }) => changedAt)
  const most = Math.max(...[...moments.values()].map(({ length }) => length))
  return [
    includes
      ? fine('Orders of exactly the moment that is asked from are in the answer.')
      : fault(
          `Order ${last.number} changed at exactly the moment that was asked from, and is not in the answer.`,
          'set changes.border: exclusive',
        ),
    most === orders.length && more
      ? doubt(
          `All ${most} orders of the first page share one moment: there are more of them than a page holds.`,
        )
      : fine(`At most ${most} of the orders read share a moment.`),
  ]
}
