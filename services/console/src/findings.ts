import type { ConnectionTotals, ErpSeen, Finding, Paused } from './answers/overview.ts'

export interface Situation {
  readonly now: number
  readonly connections: readonly (ConnectionTotals & {
    readonly paused: Paused | undefined
    readonly erp: Pick<ErpSeen, 'fault' | 'awaySince'> | undefined
  })[]
  readonly parked: readonly { readonly connection: string; readonly orders: number; readonly since: number }[]
  readonly invalid: { readonly count: number; readonly since: number | null }
  readonly unanswered: readonly {
    readonly connection: string
    readonly orders: number
    readonly since: number
  }[]
  /** Services that do not answer. */
  readonly silent: readonly { readonly service: string; readonly text: string; readonly since: number }[]
}

/** An update that waits so long, while nobody wants it to, is a fault. As the services' own STALE_AFTER_MS. */
const WAITS_TOO_LONG_MS = 120_000
const RANKS: readonly Finding['rank'][] = ['fault', 'attention', 'notice']

/** What is wrong, the worst first, of equally bad things the oldest. Pure. */
export function findingsOf(situation: Situation): Finding[] {
  const { now, connections, parked, invalid, unanswered, silent } = situation
  const findings: Finding[] = silent.map(({ service, text, since }) => ({
    what: 'silent',
    rank: 'fault',
    who: service,
    since,
    count: 1,
    text,
  }))
  for (const { connection: who, paused, erp, waiting, oldestWaitingAt } of connections) {
    if (paused) {
      const text = `${paused.by}: ${paused.reason}`
      findings.push({
        what: 'paused',
        rank: 'notice',
        who,
        since: Date.parse(paused.since),
        count: waiting,
        text,
      })
    } else if (erp?.awaySince !== undefined)
      findings.push({
        what: 'away',
        rank: 'fault',
        who,
        since: erp.awaySince,
        count: waiting,
        text: erp.fault ?? '',
      })
    else if (oldestWaitingAt !== null && now - oldestWaitingAt > WAITS_TOO_LONG_MS)
      findings.push({ what: 'waiting', rank: 'fault', who, since: oldestWaitingAt, count: waiting, text: '' })
  }
  for (const { connection: who, orders: count, since } of parked)
    findings.push({ what: 'parked', rank: 'attention', who, since, count, text: '' })
  if (invalid.count > 0)
    findings.push({
      what: 'invalid',
      rank: 'attention',
      who: '',
      since: invalid.since,
      count: invalid.count,
      text: '',
    })
  for (const { connection: who, orders: count, since } of unanswered)
    findings.push({ what: 'unanswered', rank: 'attention', who, since, count, text: '' })
  return findings.toSorted(
    (a, b) => RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) || (a.since ?? 0) - (b.since ?? 0),
  )
}
