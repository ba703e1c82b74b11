import type { Order } from '@channel-adapter/contracts'
import { ErpError, ErpUnavailable, ErpUnreadable } from '../../errors.ts'
import type { HttpClient } from '../../http/client.ts'
import { MappingFault } from '../../mapping/fields.ts'
import type { ChangePage, Position, UnreadableOrder } from '../../port.ts'
import { asksFor, changesBy, type RestConfig } from './config.ts'
import type { Documents } from './documents.ts'
import { compile } from './expression.ts'
import { inParallel } from './in-parallel.ts'
import type { OrderMapping } from './map-order.ts'
import {
  afterAll,
  afterDelta,
  afterMark,
  afterNumber,
  afterRow,
  type DeadEnd,
  type NextPage,
  type PageFacts,
  throughAll,
} from './next-page.ts'
import { compilePageSource, type SourcePage } from './page-source.ts'
import { type Mark, type Marks, momentMarks, type RestPosition, sequenceMarks } from './position.ts'

export interface ChangeReader {
  read(after: Position | undefined, limit: number, signal: AbortSignal): Promise<ChangePage>
  rewind(position: Position, milliseconds: number): Position
}

interface Row {
  readonly content: unknown
  readonly mark: Mark | undefined
  readonly after: string | undefined
}

/** What is read ahead is used at once or not at all: an ERP goes on changing. */
const AHEAD_MS = 5000
/** Pages without a row that is new, after which no more are read at once: the ERP may never end. */
const MAX_IDLE_PAGES = 1000
/** Statuses with which an ERP refuses a next page that it no longer knows. */
const FORGOTTEN = new Set([400, 404, 410])

/** Reads a connection's changed orders page by page, as its configuration describes. */
export function compileChanges(
  config: RestConfig,
  client: HttpClient,
  base: string,
  mapping: OrderMapping,
  documents: Documents,
): ChangeReader {
  const { changes } = config
  const by = changesBy(changes)
  const source = compilePageSource(changes, client, base)
  const marks = by === 'sequence' ? sequenceMarks(changes) : momentMarks(changes, config.timeZone)
  const markOf = by === 'moment' || by === 'sequence' ? compile(markSource(config, by)) : undefined
  const afterOf = changes.paging.by === 'keyset' ? compile(changes.paging.after) : undefined
  const numberOf = changes.number === undefined ? undefined : compile(changes.number)
  // Otherwise an answer that has no next page holds all there is.
  const mayBeCut = changes.paging.by === 'none' && asksFor(changes, 'limit')
  // In the order of change one may ask again from any row.
  const asksAgain = markOf !== undefined && changes.sorted
  let ahead: { readonly key: string; readonly page: SourcePage; readonly at: number } | undefined

  function nextOf(at: RestPosition | undefined, facts: PageFacts): NextPage | DeadEnd {
    if (by === 'scan') return throughAll(facts)
    if (by === 'delta') return afterDelta(at, facts)
    if (changes.paging.by === 'keyset') return afterRow(at, facts)
    if (!changes.sorted) return afterAll(at, facts, marks)
    return by === 'sequence' ? afterNumber(at, facts) : afterMark(at, facts, marks)
  }

  /** @param at where the page begins; its `skip` is none of the ERP's */
  async function fetchPage(
    at: RestPosition | undefined,
    limit: number,
    signal: AbortSignal,
  ): Promise<SourcePage> {
    const { skip: _, ...asked } = at ?? {}
    const key = JSON.stringify([asked, limit])
    const kept = ahead
    ahead = undefined
    if (kept?.key === key && Date.now() - kept.at < AHEAD_MS) return kept.page
    const mark = asked.since === undefined ? undefined : marks.asked(asked.since, asked.after !== undefined)
    const variables = { limit, after: asked.after, [by === 'sequence' ? 'sequence' : 'since']: mark }
    return source.read(variables, asked.delta ?? asked.page, signal)
  }

  function keep(at: RestPosition | undefined, limit: number, page: SourcePage): void {
    const { skip: _, ...asked } = at ?? {}
    ahead = { key: JSON.stringify([asked, limit]), page, at: Date.now() }
  }

  async function rowOf(content: unknown): Promise<Row> {
    const value = markOf && (await quietly(markOf(content)))
    const after = afterOf && (await quietly(afterOf(content)))
    return {
      content,
      mark: marks.read(value),
      after: typeof after === 'string' || typeof after === 'number' ? String(after) : undefined,
    }
  }

  async function read(
    after: RestPosition | undefined,
    limit: number,
    signal: AbortSignal,
  ): Promise<ChangePage> {
    let at = after
    for (let count = 0; count < MAX_IDLE_PAGES; count++) {
      const page = await fetchPage(at, limit, signal)
      const skip = Number(at?.skip ?? 0)
      const rows = await inParallel(page.rows.slice(skip, skip + limit), 1, rowOf)
      const rest = page.rows.length - skip - rows.length
      const full = mayBeCut && page.rows.length === limit
      let reached = nextOf(at, { rows, token: page.token, delta: page.delta, claimed: page.claimed, full })
      if (rest > 0 && !(asksAgain && leadsOn(reached, at))) {
        // More rows than were asked for: the rest of them is the next page.
        reached = { next: skipping(at, reached, skip + rows.length), more: true }
        keep(at, limit, page)
      }
      if ('deadEnd' in reached) throw new ErpUnavailable(`${config.id}: ${reached.deadEnd}`)
      let { next, more } = reached
      if (rest > 0) more = true
      if (more && by !== 'scan' && next?.page !== undefined && next.skip === undefined) {
        // A set that ends with an empty page must end with the page before: an empty one moves no cursor.
        const following = await fetchPage(next, limit, signal)
        if (following.rows.length === 0 && following.token === undefined) {
          const { delta } = following
          const end = nextOf(next, { rows: [], token: undefined, delta, claimed: false, full: false })
          if (!('deadEnd' in end)) ({ next, more } = end)
        } else keep(next, limit, following)
      }
      const fresh = rows.filter(({ mark }) => !isBefore(mark, at, marks, by))
      if (fresh.length > 0 || !more) return { ...(await mapped(fresh, signal)), next, more }
      at = next
    }
    throw new ErpUnavailable(`${config.id}: nothing new on ${MAX_IDLE_PAGES} pages, and no end of them`)
  }

  /** Maps each row on its own: one that cannot be mapped does not hold up the others. */
  async function mapped(
    rows: readonly Row[],
    signal: AbortSignal,
  ): Promise<Pick<ChangePage, 'orders' | 'unreadable'>> {
    const atATime = changes.readEach || Object.keys(config.parts).length > 0 ? config.concurrency : 1
    const results = await inParallel(rows, atATime, (row) => orderOf(row, signal))
    const orders = results.flatMap((result) => (result && 'order' in result ? [result.order] : []))
    if (!changes.sorted)
      orders.sort((a, b) => (a.changedAt < b.changedAt ? -1 : a.changedAt > b.changedAt ? 1 : 0))
    return {
      orders,
      unreadable: results.flatMap((result) => (result && 'unreadable' in result ? [result.unreadable] : [])),
    }
  }

  async function orderOf(
    { content }: Row,
    signal: AbortSignal,
  ): Promise<{ order: Order } | { unreadable: UnreadableOrder } | undefined> {
    let document = content
    try {
      if (!changes.readEach) {
        document = await documents.complete(content, signal)
        return { order: await mapping.order(document) }
      }
      const number = numberOf ? await numberOf(content) : await mapping.number(content)
      const found = await documents.read(String(number), signal)
      // Gone since the list was made.
      if (!found) return undefined
      document = found.content
      return { order: await mapping.order(document, found.etag) }
    } catch (error) {
      if (error instanceof MappingFault || error instanceof ErpUnreadable) {
        const { path } = error
        const reason = error instanceof MappingFault ? error.reason : error.message
        const number = await quietly(mapping.number(document))
        return {
          unreadable: {
            number: typeof number === 'string' ? number : '',
            path,
            reason,
            raw: JSON.stringify(document),
          },
        }
      }
      throw error instanceof ErpError
        ? error
        : new ErpUnavailable(`${config.id}: ${String(error)}`, { cause: error })
    }
  }

  return {
    async read(after, limit, signal) {
      try {
        return await read(after, limit, signal)
      } catch (error) {
        // A next page that the ERP no longer knows: its set is read again from the beginning.
        const { page, delta, since } = (after ?? {}) as RestPosition
        const { status } = ((error as Error).cause ?? {}) as { status?: number }
        if ((page ?? delta) === undefined || status === undefined || !FORGOTTEN.has(status)) throw error
        return read(since === undefined ? undefined : { since }, limit, signal)
      }
    },
    rewind(position, milliseconds) {
      const { since, page } = position as RestPosition
      // In the middle of a set that is not sorted nothing is behind.
      if (since === undefined || by !== 'moment' || (page !== undefined && !changes.sorted)) return position
      return { since: marks.rewound(since, milliseconds) }
    },
  }
}

function markSource({ changes, order }: RestConfig, by: 'moment' | 'sequence'): string {
  if (by === 'sequence') return changes.sequence ?? ''
  const { changedAt } = order
  return changes.moment ?? (typeof changedAt === 'object' ? changedAt.from : (changedAt ?? ''))
}

/** What an expression gives; undefined where it fails: what a row lacks is told when it is mapped. */
async function quietly(value: unknown): Promise<unknown> {
  try {
    return await value
  } catch {
    return undefined
  }
}

function leadsOn(reached: NextPage | DeadEnd, at: RestPosition | undefined): boolean {
  if ('deadEnd' in reached) return false
  const { next } = reached
  return (
    next?.since !== undefined &&
    next.page === undefined &&
    (next.since !== at?.since || next.after !== at?.after)
  )
}

/** The same page after so many of its rows. */
function skipping(at: RestPosition | undefined, reached: NextPage | DeadEnd, rows: number): RestPosition {
  const next = 'deadEnd' in reached ? undefined : reached.next
  const newest = next?.newest ?? next?.since
  return { ...at, skip: String(rows), ...(newest !== undefined && { newest }) }
}

/** Whether a row lies before what was asked for, where the ERP can be asked more coarsely than it writes. */
function isBefore(mark: Mark | undefined, at: RestPosition | undefined, marks: Marks, by: string): boolean {
  if (by !== 'moment' || !mark || at?.since === undefined) return false
  const since = marks.read(at.since)
  return since !== undefined && mark.value < since.value
}
