import type { DatabaseSync } from 'node:sqlite'
import type { ConnectionTotals, FlowSeries, PartnerTotals } from '../answers/overview.ts'
import { type Flow, STEP_MS } from './flow.ts'

export function connectionTotals(database: DatabaseSync, connections: readonly string[]): ConnectionTotals[] {
  const counted = database
    .prepare(
      'SELECT source, status, count(*) AS count FROM orders WHERE status IS NOT NULL GROUP BY source, status',
    )
    .all() as { source: string; status: string; count: number }[]
  const waiting = database
    .prepare(
      'SELECT source, count(*) AS count, min(at) AS oldest FROM updates WHERE result IS NULL GROUP BY source',
    )
    .all() as { source: string; count: number; oldest: number }[]
  const known = new Set([...connections, ...counted.map(({ source }) => source)])
  return [...known].toSorted().map((connection) => {
    const mine = counted.filter(({ source }) => source === connection)
    const queue = waiting.find(({ source }) => source === connection)
    return {
      connection,
      orders: mine.reduce((sum, { count }) => sum + count, 0),
      statuses: Object.fromEntries(mine.map(({ status, count }) => [status, count])),
      waiting: queue?.count ?? 0,
      oldestWaitingAt: queue?.oldest ?? null,
    }
  })
}

/** Those first who sent the most. */
export function partnerTotals(database: DatabaseSync): PartnerTotals[] {
  return database
    .prepare(
      `SELECT partners.name AS partner, suppliers.name AS supplier, updates, applied, refused, parked,
          last_at AS lastAt
        FROM partners LEFT JOIN suppliers ON suppliers.id = partners.supplier
        ORDER BY updates DESC, partners.name`,
    )
    .all() as unknown as PartnerTotals[]
}

/** How much of what flowed in the last so many milliseconds, by whom it was. */
export function flowSince(
  database: DatabaseSync,
  name: Flow,
  since: number,
): Map<string, { count: number; averageMs: number | null }> {
  const rows = database
    .prepare(
      `SELECT who, sum(count) AS count, sum(took_ms) AS took, sum(timed) AS timed
        FROM flow WHERE name = ? AND at >= ? GROUP BY who`,
    )
    .all(name, since) as { who: string; count: number; took: number; timed: number }[]
  return new Map(
    rows.map(({ who, count, took, timed }) => [who, { count, averageMs: timed > 0 ? took / timed : null }]),
  )
}

const POINTS = 90

/** @param who default: everybody */
export function flowSeries(
  database: DatabaseSync,
  name: Flow,
  { now, spanMs, who }: { readonly now: number; readonly spanMs: number; readonly who?: string | undefined },
): FlowSeries {
  const stepMs = Math.max(Math.ceil(spanMs / POINTS / STEP_MS), 1) * STEP_MS
  const length = Math.round(spanMs / stepMs)
  const from = now - (now % stepMs) - (length - 1) * stepMs
  const rows = database
    .prepare(
      // A number of JavaScript's is bound as a real one.
      `SELECT CAST((at - ?) / ? AS INTEGER) AS step, sum(count) AS count, sum(took_ms) AS took, sum(timed) AS timed
        FROM flow WHERE name = ? AND (? IS NULL OR who = ?) AND at >= ? GROUP BY step`,
    )
    .all(from, stepMs, name, who ?? null, who ?? null, from) as {
    step: number
    count: number
    took: number
    timed: number
  }[]
  const steps = new Map(rows.map((row) => [row.step, row]))
  const each = Array.from({ length }, (_, step) => steps.get(step))
  return {
    from,
    stepMs,
    counts: each.map((row) => row?.count ?? 0),
    averageMs: each.map((row) => (row && row.timed > 0 ? row.took / row.timed : null)),
  }
}
