import { isTooLarge } from '../../http/translate.ts'
import { fieldsOf, MappingFault } from '../../mapping/fields.ts'
import type { ChangePage, Position, UnreadableOrder } from '../../port.ts'
import { changesAfter, positionOf } from './changes.ts'
import { type Document, documentOf, ORDER_FIELDS } from './document.ts'
import { mapOrder } from './map-order.ts'
import type { Search } from './search.ts'

/** Orders as the channel shows them: with a number, and not taken back to be changed. */
const SHOWN = [
  ['number', '!=', null],
  ['state', '!=', 'draft'],
]

/**
 * A page of changed orders. An order is told at its newest change only: each of its earlier ones is passed over, since
 * the newest is still to come.
 */
export async function readPage(
  search: Search,
  source: string,
  after: Position | undefined,
  limit: number,
): Promise<ChangePage> {
  const orders: ChangePage['orders'][number][] = []
  const unreadable: UnreadableOrder[] = []
  let next = after
  for (let from = after; ;) {
    const found = await changesAfter(search, from, limit)
    const changes = found.changes.slice(0, limit)
    const documents = await documentsOf(
      changes.map(({ order }) => order),
      search,
    )
    for (const [index, change] of changes.entries()) {
      from = positionOf(change)
      const document = documents.get(change.order)
      if (document === undefined || ('changedAt' in document && document.changedAt !== change.at)) continue
      const told = 'changedAt' in document ? orderOr(document, source) : document
      if ('raw' in told) unreadable.push(told)
      else orders.push(told)
      next = from
      if (orders.length + unreadable.length === limit)
        return { orders, unreadable, next, more: found.more || index + 1 < found.changes.length }
    }
    if (changes.length === 0) return { orders, unreadable, next, more: false }
  }
}

/** Orders that do not fit into one answer are asked for in halves; one that does not fit alone is set aside. */
async function documentsOf(
  ids: readonly number[],
  search: Search,
): Promise<Map<number, Document | UnreadableOrder>> {
  if (ids.length === 0) return new Map()
  const distinct = [...new Set(ids)]
  const domain = [['id', 'in', distinct], ...SHOWN]
  let rows: readonly unknown[]
  try {
    rows = await search('purchase.purchase', domain, ORDER_FIELDS)
  } catch (error) {
    if (!isTooLarge(error)) throw error
    if (distinct.length === 1) return oversized(distinct[0] ?? 0, error as Error, search)
    const half = Math.ceil(distinct.length / 2)
    const first = await documentsOf(distinct.slice(0, half), search)
    return new Map([...first, ...(await documentsOf(distinct.slice(half), search))])
  }
  return new Map(
    rows.map((row) => {
      const fields = row as Record<string, unknown>
      return [Number(fields['id']), unlessUnreadable(fields, () => documentOf(fields))]
    }),
  )
}

async function oversized(id: number, { message }: Error, search: Search) {
  const [row] = await search('purchase.purchase', [['id', '=', id], ...SHOWN], ['number'])
  if (row === undefined) return new Map<number, UnreadableOrder>()
  const number = String(fieldsOf(row, '')['number'])
  return new Map([[id, { number, path: '', reason: message, raw: JSON.stringify(row) }]])
}

function orderOr(document: Document, source: string) {
  return unlessUnreadable(document.fields, () => mapOrder(document, source).order)
}

function unlessUnreadable<T>(fields: Readonly<Record<string, unknown>>, make: () => T): T | UnreadableOrder {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof MappingFault)) throw error
    const number = String(fields['number'] ?? fields['id'])
    return { number, path: error.path, reason: error.reason, raw: JSON.stringify(fields) }
  }
}
