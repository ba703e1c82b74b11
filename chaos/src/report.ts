import { writeFileSync } from 'node:fs'
import type { Findings } from '@channel-adapter/ledger'
import type { Facts } from './facts.ts'
import type { Tally, UnexpectedExit } from './tally.ts'

/** What `--report FILE` holds. */
export interface ChaosReport {
  /** What repeats it. */
  readonly command: string
  readonly seed: number
  readonly brokers: number
  readonly rounds: number
  readonly seconds: number
  /** Processes that died by SIGKILL: at random instants, at crash points, broker, registry and ERP included. */
  readonly kills: number
  readonly killsBy: Readonly<Record<string, number>>
  /** Faults by kind. */
  readonly faults: Readonly<Record<string, number>>
  readonly details: Readonly<Record<string, number>>
  /** How often a process died at each. */
  readonly crashPoints: Readonly<Record<string, number>>
  /** Orderly ends that took longer than 8 s and were ended by kill -9. */
  readonly slowStops: number
  readonly checks: number
  readonly load: Load
  readonly lost: number
  readonly twice: number
  readonly outOfOrder: number
  /** The first of each. */
  readonly evidence: Findings
  /** Processes that ended by themselves: restarted like the others; none is expected. */
  readonly exits: readonly UnexpectedExit[]
}

export interface Load {
  readonly orders: number
  readonly changesByClerk: number
  readonly snapshots: number
  readonly updates: number
  readonly effects: number
  readonly putAside: number
  readonly postsAcknowledged: number
}

export function loadOf({ erp, topics, putAside, acknowledged }: Facts): Load {
  return {
    orders: erp.orders.length,
    changesByClerk: erp.journal.filter(({ actor }) => actor === 'clerk').length,
    snapshots: [...topics.snapshots.values()].reduce((sum, { length }) => sum + length, 0),
    updates: topics.updates.size,
    effects: erp.journal.filter(({ update_id }) => update_id !== null).length,
    putAside: putAside.length,
    postsAcknowledged: acknowledged.size,
  }
}

const MAX_EVIDENCE = 50

export function evidenceOf({ lost, twice, outOfOrder }: Findings): Findings {
  return {
    lost: lost.slice(0, MAX_EVIDENCE),
    twice: twice.slice(0, MAX_EVIDENCE),
    outOfOrder: outOfOrder.slice(0, MAX_EVIDENCE),
  }
}

function sortedCounts(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

export function countsOf(
  tally: Tally,
): Pick<ChaosReport, 'kills' | 'killsBy' | 'faults' | 'details' | 'crashPoints' | 'slowStops' | 'exits'> {
  return {
    kills: tally.kills,
    killsBy: sortedCounts(tally.killsBy),
    faults: sortedCounts(tally.faults),
    details: sortedCounts(tally.details),
    crashPoints: sortedCounts(tally.crashPoints),
    slowStops: tally.slowStops,
    exits: tally.exits,
  }
}

export function writeReport(file: string, report: object): void {
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)
}
