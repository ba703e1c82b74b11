import { type Target, type Verdict, verdictOf } from './figures.ts'

/** One measurement. */
export interface Sample {
  readonly value: number
  /** Seconds of CPU, user and system, for 1,000 messages. */
  readonly cpuPer1000?: number
  /** Most memory that the process held, in MB. */
  readonly peakMb?: number
  /** Milliseconds by name of the quantile. */
  readonly latencyMs?: Readonly<Record<string, number>>
  /** What else was counted. */
  readonly counts?: Readonly<Record<string, number>>
}

/** What somebody would run instead of the product, in the same run. */
export interface Peer {
  readonly name: string
  readonly value?: number
  readonly cpuPer1000?: number
  /** Weaker than the product where it is: what it does not promise. */
  readonly guarantee?: string
  /** Why it was not measured. */
  readonly skipped?: string
}

export interface Measured {
  readonly scenario: string
  readonly title: string
  readonly unit: string
  readonly value: number
  /** Null where nothing but the value counts. */
  readonly limit: number | null
  readonly limitIs: string
  readonly target: Target
  readonly runs: number
  readonly settings: Readonly<Record<string, number | string>>
  readonly cpuPer1000?: number
  readonly peakMb?: number
  readonly latencyMs?: Readonly<Record<string, number>>
  readonly counts?: Readonly<Record<string, number>>
  readonly peers: readonly Peer[]
}

export interface Result extends Measured {
  readonly ratio: number
  readonly verdict: Verdict
}

/** With the ratio of value to limit, and what that amounts to. Pure. */
export function judged(measured: Measured): Result {
  const ratio = measured.limit === null ? measured.value : measured.value / measured.limit
  return { ...measured, ratio, verdict: verdictOf(ratio, measured.target) }
}
