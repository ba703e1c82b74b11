import type { Mark, Marks, RestPosition } from './position.ts'

/** What of an answer decides where reading goes on. */
export interface PageFacts {
  /** Rows taken from it, in their order; the mark is undefined where a row has none that can be read. */
  readonly rows: readonly { readonly mark: Mark | undefined; readonly after: string | undefined }[]
  /** Where the answer's next page begins; undefined at its end. */
  readonly token: string | undefined
  /** Where later changes are asked for; of the last page. */
  readonly delta?: string | undefined
  /** Whether the ERP says that there is more; undefined where it does not say. */
  readonly claimed: boolean | undefined
  /** Whether it holds as many rows as were asked for. */
  readonly full: boolean
}

export interface NextPage {
  readonly next: RestPosition | undefined
  readonly more: boolean
}

/** A page from which no way leads on; `reason` says what to configure. */
export interface DeadEnd {
  readonly deadEnd: string
}

/** After the last row: the ERP goes on after a moment and an id. Pure. */
export function afterRow(at: RestPosition | undefined, { rows, claimed }: PageFacts): NextPage | DeadEnd {
  if (rows.length === 0) return { next: at, more: false }
  const last = rows.findLast(({ mark, after }) => mark !== undefined && after !== undefined)
  if (!last?.mark || last.after === undefined) return { deadEnd: NO_MARK }
  const next = { since: last.mark.raw, after: last.after }
  const stands = next.since === at?.since && next.after === at.after
  return stands && claimed !== false ? { deadEnd: REPEATS } : { next, more: claimed ?? true }
}

/**
 * After the newest mark, which is asked for again: rows come oldest change first. The ERP's own next page is gone to
 * only while all rows share the mark that was asked for: between two requests rows move to the end, and what counts
 * rows would pass over others. Pure.
 */
export function afterMark(
  at: RestPosition | undefined,
  { rows, token, claimed, full }: PageFacts,
  marks: Marks,
): NextPage | DeadEnd {
  if (rows.length === 0 && token === undefined) return { next: at && settled(at), more: false }
  const newest = newestOf(rows.map(({ mark }) => mark))
  if (newest && (at?.since === undefined || isBeyond(newest, at.since, marks))) {
    return { next: { since: newest.raw }, more: claimed ?? (token !== undefined || full) }
  }
  if (token !== undefined)
    return { next: { ...(at?.since !== undefined && { since: at.since }), page: token }, more: true }
  if (at?.since === undefined) return { deadEnd: NO_MARK }
  if (full && claimed !== false) return { deadEnd: STUCK }
  return { next: settled(at), more: false }
}

/** After the newest number, of which each is one row's. Pure. */
export function afterNumber(at: RestPosition | undefined, { rows, claimed }: PageFacts): NextPage | DeadEnd {
  if (rows.length === 0) return { next: at, more: false }
  const newest = newestOf(rows.map(({ mark }) => mark))
  if (!newest) return { deadEnd: NO_MARK }
  if (newest.raw === at?.since) return { deadEnd: REPEATS }
  return { next: { since: newest.raw }, more: claimed ?? true }
}

/** Through all pages, and only then after the newest mark: rows come in any order. Pure. */
export function afterAll(
  at: RestPosition | undefined,
  { rows, token }: PageFacts,
  marks: Marks,
): NextPage | DeadEnd {
  const newest = newestOf([
    at?.newest === undefined ? undefined : marks.read(at.newest),
    ...rows.map(({ mark }) => mark),
  ])
  const since = at?.since === undefined ? {} : { since: at.since }
  if (token !== undefined) {
    return { next: { ...since, page: token, ...(newest && { newest: newest.raw }) }, more: true }
  }
  if (newest && (at?.since === undefined || isBeyond(newest, at.since, marks)))
    return { next: { since: newest.raw }, more: false }
  return { next: at && settled(at), more: false }
}

/** Through all pages, and then where the ERP says that later changes are. Pure. */
export function afterDelta(
  at: RestPosition | undefined,
  { rows, token, delta }: PageFacts,
): NextPage | DeadEnd {
  if (token !== undefined) return { next: { page: token }, more: true }
  if (rows.length === 0 && at?.delta !== undefined) return { next: at, more: false }
  if (delta === undefined) return { deadEnd: NO_DELTA }
  // An empty page moves no cursor: what has changed since is asked for at once.
  return { next: { delta }, more: rows.length === 0 }
}

/** Through all pages, and then from the beginning: a full scan. Pure. */
export function throughAll({ token }: PageFacts): NextPage {
  return token === undefined ? { next: undefined, more: false } : { next: { page: token }, more: true }
}

/** Whether it is asked for from another row or mark than before. Pure. */
export function leadsOn(reached: NextPage | DeadEnd, at: RestPosition | undefined): boolean {
  if ('deadEnd' in reached) return false
  const { next } = reached
  return (
    next?.since !== undefined &&
    next.page === undefined &&
    (next.since !== at?.since || next.after !== at?.after)
  )
}

/** The same page after so many of its rows. Pure. */
export function skipping(
  at: RestPosition | undefined,
  reached: NextPage | DeadEnd,
  rows: number,
): RestPosition {
  const next = 'deadEnd' in reached ? undefined : reached.next
  const newest = next?.newest ?? next?.since
  return { ...at, skip: String(rows), ...(newest !== undefined && { newest }) }
}

const settled = ({ since }: RestPosition): RestPosition => (since === undefined ? {} : { since })

function newestOf(marks: readonly (Mark | undefined)[]): Mark | undefined {
  let newest: Mark | undefined
  for (const mark of marks) if (mark && (!newest || mark.value > newest.value)) newest = mark
  return newest
}

/** Whether asking from a mark is asking further than from another: the ERP may ask in whole seconds or days. */
function isBeyond(mark: Mark, since: string, marks: Marks): boolean {
  const before = marks.read(since)
  return (
    (before === undefined || mark.value > before.value) &&
    marks.asked(mark.raw, false) !== marks.asked(since, false)
  )
}

const NO_MARK =
  'no row of the page has a mark that can be read: see changes.moment, changes.sequence and paging.after'
const NO_DELTA = 'the last page names no place for later changes: see changes.delta'
const REPEATS = 'the page leads no further than where it began'
const STUCK =
  'a full page shares one moment, and nothing says how to read on within it: configure changes.paging, or a pageSize larger than the orders that share a moment'
