import { UNROUTED } from '@channel-adapter/contracts'
import type { ReplayDesk } from '@channel-adapter/messaging'
import type { ConsoleState } from './console-state.ts'
import type { ConnectionView, Overview, Rate } from './answers/overview.ts'
import { findingsOf, type Situation } from './findings.ts'
import type { MissingGroup } from './answers/missing.ts'
import { oldest } from './oldest.ts'
import { missingAnswers } from './store/missing-answers.ts'
import { invalidTotals } from './store/messages.ts'
import { connectionTotals, flowSince, partnerTotals } from './store/totals.ts'

/** The last minutes are what a rate is told of. */
const RATE_MS = 5 * 60_000
/** Nobody can settle an invalid message: after a day it is no news any more, and stays under Parked. */
const INVALID_NEWS_MS = 24 * 60 * 60_000

/** The whole flow as it is now. */
export async function overview(state: ConsoleState, now: number): Promise<Overview> {
  const { store, channel, board, seen } = state
  const { database } = store
  const { erps, silent } = seen()
  const since = now - RATE_MS
  const published = flowSince(database, 'published', since)
  const settled = flowSince(database, 'settled', since)
  const answered = flowSince(database, 'answered', since)
  const names = [...channel.desks.keys()].filter((name) => name !== UNROUTED)
  const connections = connectionTotals(database, names).map((totals): ConnectionView => {
    const { connection } = totals
    return Object.assign(totals, {
      paused: board.paused(connection),
      erp: erps.get(connection),
      parkedOrders: channel.desks.get(connection)?.keys ?? 0,
      published: rate(published.get(connection)),
      settled: rate(settled.get(connection)),
    })
  })
  const partners = partnerTotals(database).map((totals) =>
    Object.assign(totals, { answered: rate(answered.get(totals.partner)) }),
  )
  const situation: Situation = {
    now,
    connections,
    parked: parkedIn(channel.desks),
    invalid: invalidTotals(database, now - INVALID_NEWS_MS),
    unanswered: unansweredIn(missingAnswers(database, now, state.agreed)),
    silent,
  }
  return {
    now,
    remaining: channel.caughtUp ? undefined : await channel.remaining(),
    connections,
    partners,
    findings: findingsOf(situation),
  }
}

function rate(flow: { count: number; averageMs: number | null } | undefined): Rate {
  return { perMinute: (flow?.count ?? 0) / (RATE_MS / 60_000), averageMs: flow?.averageMs ?? null }
}

function parkedIn(desks: ReadonlyMap<string, ReplayDesk>): Situation['parked'] {
  return [...desks].flatMap(([connection, desk]) => {
    if (desk.keys === 0) return []
    const failedAt = desk.letters().map(({ firstFailedAt }) => Date.parse(firstFailedAt))
    return [{ connection, orders: desk.keys, since: oldest(failedAt) }]
  })
}

function unansweredIn(groups: readonly MissingGroup[]): Situation['unanswered'] {
  return [...Map.groupBy(groups, ({ connection }) => connection)].map(([connection, missing]) => ({
    connection,
    orders: missing.reduce((sum, { count }) => sum + count, 0),
    since: oldest(missing.map(({ since }) => since)),
  }))
}
