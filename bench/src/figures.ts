/** The median of some values. @throws {RangeError} when there is none */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The value below which the given share of all lies, with linear interpolation. @throws {RangeError} when there is none */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)]
  const above = sorted[Math.ceil(at)]
  if (below === undefined || above === undefined) throw new RangeError('no values')
  return below + (above - below) * (at - Math.floor(at))
}

/** What is measured of a scenario: a rate is good when it comes near its limit, a time when it does not exceed it by much. */
export type Better = 'higher' | 'lower'

export interface Target {
  readonly better: Better
  /** Of what floor and goal are marks: of the ratio of value to limit, or of what the value exceeds the limit by. Default the ratio. */
  readonly by?: 'ratio' | 'difference'
  /** Below it (above it, of a time) the product is not what it claims to be. */
  readonly floor: number
  readonly goal: number
}

export type Verdict = 'goal' | 'floor' | 'missed'

/** What a ratio of value to limit, or a difference of them, amounts to. */
export function verdictOf(figure: number, { better, floor, goal }: Target): Verdict {
  const reaches = (mark: number) => (better === 'higher' ? figure >= mark : figure <= mark)
  if (reaches(goal)) return 'goal'
  return reaches(floor) ? 'floor' : 'missed'
}

/** What a growing count was at a moment, by linear interpolation between samples. */
export function totalAt(
  samples: readonly { readonly at: number; readonly total: number }[],
  moment: number,
): number {
  const after = samples.findIndex((sample) => sample.at >= moment)
  const right = samples[after]
  const left = samples[after - 1]
  if (!right) return samples.at(-1)?.total ?? 0
  if (!left) return right.total
  return left.total + ((right.total - left.total) * (moment - left.at)) / (right.at - left.at)
}

/** Latencies by name of the quantile. @throws {RangeError} when there is none */
export function quantiles(values: readonly number[]): { p50: number; p90: number; p99: number } {
  return { p50: quantile(values, 0.5), p90: quantile(values, 0.9), p99: quantile(values, 0.99) }
}
