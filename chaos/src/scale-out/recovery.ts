/** What an observer had counted at a moment. */
export interface Sample {
  /** Seconds after the load began. */
  readonly atS: number
  /** Each grows from sample to sample. */
  readonly counts: Readonly<Record<string, number>>
}

export interface Span {
  readonly fromS: number
  readonly untilS: number
}

export interface Recovery {
  /** The lowest throughput of any three seconds, as a share of the steady one. */
  readonly lowest: number
  /** Seconds until throughput was steady again; 0 when it never fell, null when it was not before the span's end. */
  readonly afterS: number | null
}

/** A short pause of the load itself is no dip. */
const SMOOTHED_OVER_S = 3
/** Below this share of the steady throughput it has fallen. */
const FALLEN = 0.7

/** Throughput of a count within a span, per second. Pure. */
export function perSecond(samples: readonly Sample[], name: string, span: Span): number {
  const within = samples.filter(({ atS }) => atS >= span.fromS && atS <= span.untilS)
  const [first, last] = [within[0], within.at(-1)]
  if (!first || !last || last.atS === first.atS) return 0
  return (countOf(last, name) - countOf(first, name)) / (last.atS - first.atS)
}

/** How throughput fell after the beginning of a span, and when it was back. Pure. @param steady per second */
export function recoveryOf(
  samples: readonly Sample[],
  name: string,
  steady: number,
  { fromS, untilS }: Span,
): Recovery {
  const shares = samples
    .filter(({ atS }) => atS > fromS && atS <= untilS)
    .map(({ atS }) => ({ atS, share: shareAt(samples, name, steady, atS) }))
  const lastFallen = shares.findLast(({ share }) => share < FALLEN)
  const end = shares.at(-1)
  return {
    lowest: Math.min(1, ...shares.map(({ share }) => share)),
    afterS: lastFallen === undefined ? 0 : lastFallen === end ? null : lastFallen.atS - fromS,
  }
}

/** The longest time within a span in which a count did not grow, in seconds. Pure. */
export function standstillOf(samples: readonly Sample[], name: string, { fromS, untilS }: Span): number {
  const before = samples.findLast(({ atS }) => atS <= fromS)
  let grewAt = fromS
  let count = before ? countOf(before, name) : 0
  let longest = 0
  for (const sample of samples.filter(({ atS }) => atS > fromS && atS <= untilS)) {
    longest = Math.max(longest, sample.atS - grewAt)
    if (countOf(sample, name) === count) continue
    count = countOf(sample, name)
    grewAt = sample.atS
  }
  return longest
}

function shareAt(samples: readonly Sample[], name: string, steady: number, atS: number): number {
  return steady === 0 ? 1 : perSecond(samples, name, { fromS: atS - SMOOTHED_OVER_S, untilS: atS }) / steady
}

function countOf({ counts }: Sample, name: string): number {
  return counts[name] ?? 0
}
