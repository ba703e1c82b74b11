import { setImmediate as immediate } from 'node:timers/promises'
import { ErpUnavailable } from '../../errors.ts'
import type { HttpClient } from '../../http/client.ts'
import type { ChangePage, Position, ReadingOptions } from '../../port.ts'
import { asksFor, changesBy, type RestConfig } from './config.ts'
import type { Documents } from './documents.ts'
import { compile } from './expression.ts'
import { inParallel } from './in-parallel.ts'
import type { OrderMapping } from './map-order.ts'
import { compileRows, quietly } from './map-rows.ts'
import {
  afterAll,
  afterDelta,
  afterMark,
  afterNumber,
  afterRow,
  type DeadEnd,
  leadsOn,
  type NextPage,
  type PageFacts,
  skipping,
  throughAll,
} from './next-page.ts'
import { compilePageSource, type SourcePage } from './page-source.ts'
import { isBefore, type Mark, momentMarks, type RestPosition, sequenceMarks } from './position.ts'

export interface ChangeReader {
  read(after: Position | undefined, options: ReadingOptions): Promise<ChangePage>
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
  const mapped = compileRows(config, mapping, documents)
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
    { limit, signal, onNext }: ReadingOptions,
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
      if (fresh.length > 0 || !more) {
        if (more && next && onNext) {
          onNext(next)
          // The request for it leaves before the mapping takes the processor.
          await immediate()
        }
        return {
          ...(await mapped(
            fresh.map(({ content }) => content),
            signal,
          )),
          next,
          more,
        }
      }
      at = next
    }
    throw new ErpUnavailable(`${config.id}: nothing new on ${MAX_IDLE_PAGES} pages, and no end of them`)
  }

  return {
    async read(after, options) {
      try {
        return await read(after, options)
      } catch (error) {
        // A next page that the ERP no longer knows: its set is read again from the beginning.
        const { page, delta, since } = (after ?? {}) as RestPosition
        const { status } = ((error as Error).cause ?? {}) as { status?: number }
        if ((page ?? delta) === undefined || status === undefined || !FORGOTTEN.has(status)) throw error
        return read(since === undefined ? undefined : { since }, options)
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
