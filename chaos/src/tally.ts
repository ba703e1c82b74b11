import type { CrashPoint, Seams } from '@channel-adapter/seams'
import type { Ending } from './kept-service.ts'
import type { StrikeKind } from './strikes.ts'

/** A process that ended without our doing, and not as a crash point lets it. */
export interface UnexpectedExit {
  readonly service: string
  readonly code: number | null
  readonly signal: string | null
  /** The end of its log. */
  readonly log: string
}

/** Counts what was done and what came of it. */
export class Tally {
  readonly killsBy: Record<string, number> = {}
  readonly faults: Partial<Record<StrikeKind, number>> = {}
  /** By name of the fault, where a kind has several. */
  readonly details: Record<string, number> = {}
  readonly crashPoints: Partial<Record<CrashPoint, number>> = {}
  readonly exits: UnexpectedExit[] = []
  /** Orderly ends that took too long for us and were ended by kill -9. */
  slowStops = 0

  get kills(): number {
    return Object.values(this.killsBy).reduce((sum, count) => sum + count, 0)
  }

  killed(name: string): void {
    this.killsBy[name] = (this.killsBy[name] ?? 0) + 1
  }

  struck(kind: StrikeKind, detail?: string): void {
    this.faults[kind] = (this.faults[kind] ?? 0) + 1
    if (detail !== undefined) this.details[detail] = (this.details[detail] ?? 0) + 1
  }

  /** @param logTail reads the end of the process's log */
  ended(ending: Ending, logTail: () => string): void {
    const { service, by, code, signal } = ending
    const [point] = armedPoints(ending.env)
    if (by === 'kill') return this.killed(service)
    if (signal === 'SIGKILL' && by === undefined && point !== undefined) {
      this.crashPoints[point] = (this.crashPoints[point] ?? 0) + 1
      return this.killed(service)
    }
    // Without a code it ended before it had begun to listen to signals.
    if (by === 'stop' && (code === 0 || signal === 'SIGTERM')) return
    if (by === 'stop' && signal === 'SIGKILL') {
      this.slowStops++
      return this.killed(service)
    }
    this.exits.push({ service, code, signal, log: logTail() })
  }
}

/** Where a process with this environment is to die. */
export function armedPoints(env: Ending['env']): CrashPoint[] {
  const { crashAt = {} } = JSON.parse(env['TEST_SEAMS'] ?? '{}') as Partial<Seams>
  return Object.keys(crashAt) as CrashPoint[]
}
