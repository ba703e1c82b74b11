import type { DatabaseSync } from 'node:sqlite'
import type { AwaitedAnswer, MissingGroup } from '../answers/missing.ts'

/** How long an answer may take after the publication of the revision that it answers, in milliseconds. */
export interface AgreedTimes {
  /** Undefined: the order's own lead time, and a day where that is not known. */
  readonly otherwiseMs: number | undefined
  /** By the supplier's number, or before that by connection and number, as acme:1580. */
  readonly ofSupplier: ReadonlyMap<string, number>
}

const SHOWN = 10
const DAY_MS = 24 * 60 * 60 * 1000
/** The agreed time of an order, in milliseconds; with {@link agreedParameters}. */
export const AGREED = `coalesce(
  (SELECT value FROM json_each(?1) WHERE json_each.key = suppliers.source || ':' || suppliers.number),
  (SELECT value FROM json_each(?1) WHERE json_each.key = suppliers.number), ?2, lead_ms, ${DAY_MS})`
const AWAITED = "status = 'ISSUED' AND answered_revision < revision AND revision_at > 0"
/** Orders whose answer is missing at the moment ?3. */
export const MISSING = `FROM orders JOIN suppliers ON suppliers.id = orders.supplier
  WHERE ${AWAITED} AND revision_at + ${AGREED} < ?3`

/** The parameters ?1 and ?2. */
export function agreedParameters({ ofSupplier, otherwiseMs }: AgreedTimes): [string, number | null] {
  return [JSON.stringify(Object.fromEntries(ofSupplier)), otherwiseMs ?? null]
}

interface GroupRow {
  readonly id: number
  readonly source: string
  readonly supplier: string
  readonly number: string
  readonly count: number
  readonly since: number
  readonly withinMs: number
}

/**
 * Orders that were published and that their supplier has not answered within its time, by supplier, the longest
 * waiting first. An order that is no longer ISSUED awaits nothing, and AB (received, an answer follows) is no answer.
 */
export function missingAnswers(database: DatabaseSync, now: number, agreed: AgreedTimes): MissingGroup[] {
  const given = [...agreedParameters(agreed), now] as const
  const groups = database
    .prepare(
      `SELECT suppliers.id AS id, suppliers.source AS source, suppliers.name AS supplier, suppliers.number AS number,
          count(*) AS count, min(revision_at) AS since, min(${AGREED}) AS withinMs
        ${MISSING} GROUP BY suppliers.id ORDER BY since`,
    )
    .all(...given) as unknown as GroupRow[]
  const orders = database.prepare(
    `SELECT key, orders.number AS number, revision, revision_at AS sentAt
      ${MISSING} AND suppliers.id = ?4 ORDER BY revision_at LIMIT ${SHOWN}`,
  )
  return groups.map(({ id, source, supplier, number, count, since, withinMs }) => ({
    connection: source,
    supplier,
    number,
    count,
    since,
    withinMs,
    orders: orders.all(...given, id) as unknown as MissingGroup['orders'],
  }))
}

/** The supplier's answer that an order waits for; undefined when it waits for none. @param order its id in the store */
export function awaitedAnswer(
  database: DatabaseSync,
  order: number,
  agreed: AgreedTimes,
): AwaitedAnswer | undefined {
  const row = database
    .prepare(
      `SELECT revision, revision_at AS sentAt, revision_at + ${AGREED} AS dueAt
        FROM orders JOIN suppliers ON suppliers.id = orders.supplier WHERE orders.id = ?3 AND ${AWAITED}`,
    )
    .get(...agreedParameters(agreed), order)
  return row && ({ ...row } as unknown as AwaitedAnswer)
}
