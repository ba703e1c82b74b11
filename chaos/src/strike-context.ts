import type { System } from './system.ts'

/** What a strike needs beside the system. */
export interface StrikeContext {
  readonly system: System
  readonly seed: number
  /** Aborted when the run ends early. */
  readonly signal: AbortSignal
}
