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
  /** How long the process' event loop was late, in milliseconds by name of the quantile. */
  readonly loopDelayMs?: Readonly<Record<string, number>>
  /** What else was counted. */
  readonly counts?: Readonly<Record<string, number>>
}

/** What somebody may rely on. A comparison is honest only when it says so of both. */
export interface Guarantee {
  /** What has the message when it is said to be sent or done. */
  readonly acks: string
  readonly delivery: 'exactly once' | 'exactly once in effect' | 'at least once' | 'at most once'
  readonly order: string
  /** What the product does beside, and this does not. Empty for the product. */
  readonly lacks: string
}

/** What somebody would run instead of the product, in the same run. */
export interface Peer extends Partial<Sample> {
  readonly name: string
  readonly guarantee: Guarantee
  readonly runs?: number
  /** Why it was not measured. */
  readonly skipped?: string
}

export interface Measured extends Sample {
  readonly scenario: string
  readonly title: string
  readonly unit: string
  /** Null where nothing but the value counts. */
  readonly limit: number | null
  readonly limitIs: string
  readonly target: Target
  readonly runs: number
  readonly settings: Readonly<Record<string, number | string>>
  /** Of the product, where there are peers. */
  readonly guarantee?: Guarantee
  readonly peers: readonly Peer[]
}

export interface Result extends Measured {
  /** Value by limit; where there is no limit the value itself. */
  readonly ratio: number
  readonly verdict: Verdict
}

/** With the ratio of value to limit, and what that or the difference amounts to. Pure. @throws {RangeError} when there is no figure */
export function judged(measured: Measured): Result {
  const { value, limit, target } = measured
  const ratio = limit === null ? value : value / limit
  if (!Number.isFinite(ratio)) throw new RangeError(`${measured.scenario}: ${value} of ${limit} is no figure`)
  return { ...measured, ratio, verdict: verdictOf(judgedFigure({ value, limit, ratio, target }), target) }
}

/** What is compared with floor and goal. Pure. */
export function judgedFigure({
  value,
  limit,
  ratio,
  target,
}: Pick<Result, 'value' | 'limit' | 'ratio' | 'target'>): number {
  return target.by === 'difference' ? value - (limit ?? 0) : ratio
}
