/** What good traffic met, while it was let alone and while it was not. */
export interface Figures {
  /** The 99th hundredth of the times to an answer, in milliseconds. */
  readonly p99Ms: number
  readonly answered: number
  /** Answered otherwise than 200, or not at all. */
  readonly failed: number
}

/** Pairs of the two, one after the other in the same run. */
export interface Pair {
  readonly calm: Figures
  readonly pressed: Figures
}

/** Pure. */
export function figuresOf(latenciesMs: readonly number[], failed: number): Figures {
  const sorted = latenciesMs.toSorted((a, b) => a - b)
  return {
    p99Ms: sorted[Math.max(0, Math.ceil(sorted.length * 0.99) - 1)] ?? 0,
    answered: sorted.length,
    failed,
  }
}

/** By how much p99 rose: the median over the pairs, so that one that something else disturbed does not count. Pure. */
export function raisedBy(pairs: readonly Pair[]): number {
  const ratios = pairs.map(({ calm, pressed }) => pressed.p99Ms / calm.p99Ms).toSorted((a, b) => a - b)
  return ratios[Math.floor(ratios.length / 2)] ?? Number.NaN
}
