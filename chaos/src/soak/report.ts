import type { Findings } from '@channel-adapter/ledger'
import { evidenceOf, type Load, loadOf } from '../report.ts'
import type { Tally, UnexpectedExit } from '../tally.ts'
import { type Growth, growthOf, isLeak, leasts, termsOf } from './growth.ts'
import type { Recovery } from './lag.ts'
import type { SoakResult } from './run.ts'
import type { Life } from './watch.ts'

/** What a service of ours may grow by in an hour. It is given 512 MiB (deploy/helm), and takes some 150. */
export const MOST_PER_HOUR = { memoryMib: 60, handles: 30 } as const
/** They stand for others' systems, and keep what they have seen. */
const NOT_OURS = /^mock-/

/** What `--report FILE` holds. */
export interface SoakReport {
  /** What repeats it. */
  readonly command: string
  readonly at: string
  readonly seconds: number
  readonly peakChangesPerSecond: number | undefined
  readonly changesPerSecond: number
  readonly kills: number
  readonly recoveries: readonly Recovery[]
  /** Resident memory in MiB, by service: all terms of its processes (`termsOf`). Undefined where none became old enough. */
  readonly memory: Readonly<Record<string, Growth | undefined>>
  /** Open files and sockets. */
  readonly handles: Readonly<Record<string, Growth | undefined>>
  /** What both were made of: the least of each quarter of a minute, in seconds since the process began. */
  readonly lives: readonly Life[]
  readonly leaks: readonly string[]
  readonly restSeconds: number
  readonly load: Load
  readonly lost: number
  readonly twice: number
  readonly outOfOrder: number
  readonly evidence: Findings
  readonly exits: readonly UnexpectedExit[]
}

/** Pure. */
export function reportOf(
  result: SoakResult,
  run: Pick<SoakReport, 'command' | 'at' | 'seconds'> & { readonly tally: Tally },
): SoakReport {
  const { command, at, seconds, tally } = run
  const memory = growthByService(result, ({ memoryMib }) => memoryMib)
  const handles = growthByService(result, ({ handles: open }) => open)
  const { lost, twice, outOfOrder } = result.findings
  return {
    command,
    at,
    seconds,
    peakChangesPerSecond: result.peak,
    changesPerSecond: result.changesPerSecond,
    kills: tally.kills,
    recoveries: result.recoveries,
    memory,
    handles,
    lives: result.lives.map((life) => ({
      ...life,
      memoryMib: leasts(life.memoryMib),
      handles: leasts(life.handles),
    })),
    leaks: [
      ...leaksOf(memory, MOST_PER_HOUR.memoryMib, 'MiB of memory'),
      ...leaksOf(handles, MOST_PER_HOUR.handles, 'handles'),
    ],
    restSeconds: Math.round(result.restS),
    load: loadOf(result.facts),
    lost: lost.length,
    twice: twice.length,
    outOfOrder: outOfOrder.length,
    evidence: evidenceOf(result.findings),
    exits: tally.exits,
  }
}

/** What of ours leaks, each in a sentence. Pure. */
export function leaksOf(
  grown: Readonly<Record<string, Growth | undefined>>,
  mostPerHour: number,
  what: string,
): string[] {
  return Object.entries(grown).flatMap(([service, growth]) =>
    growth && !NOT_OURS.test(service) && isLeak(growth, mostPerHour)
      ? [
          `${service} grows by ${growth.perHour.toFixed(0)} ± ${growth.error.toFixed(0)} ${what} an hour, more than ${mostPerHour}`,
        ]
      : [],
  )
}

/** How much the processes of each service grew, in their terms: cut where another of the same service was killed. Pure. */
export function growthByService(
  {
    lives,
    recoveries,
  }: { readonly lives: readonly Life[]; readonly recoveries: readonly Pick<Recovery, 'service' | 'atS'>[] },
  pointsOf: (life: Life) => Life['memoryMib'],
): Record<string, Growth | undefined> {
  const serviceOf = new Map(lives.map(({ name, service }) => [name, service]))
  const names = [...new Set(serviceOf.values())].toSorted()
  const terms = (life: Life) => {
    const others = recoveries.filter(
      ({ service }) => service !== life.name && serviceOf.get(service) === life.service,
    )
    return termsOf(
      pointsOf(life),
      others.map(({ atS }) => atS - life.beganAtS),
    )
  }
  return Object.fromEntries(
    names.map((name) => [name, growthOf(lives.filter(({ service }) => service === name).flatMap(terms))]),
  )
}
