import type { Point } from '../trend.ts'

/** By how much something grew in an hour, with its standard error. */
export interface Growth {
  readonly perHour: number
  readonly error: number
  /** Points that it was made of. */
  readonly points: number
  readonly first: number
  readonly last: number
  readonly most: number
}

/** Caches fill and code is compiled when a process begins, or takes over another's work: that is no leak. Seconds. */
const WARM_UP_S = 180
/** Garbage comes and goes in between: what is held is what is left at the least. Seconds. */
const STRETCH_S = 15

/**
 * The slope that the terms of a service's processes have in common, each with a level of its own (least squares). Of a
 * term, the least value of each stretch counts, and nothing of its beginning. Pure.
 * @param terms as `termsOf` cuts them, seconds since each began
 * @returns undefined of too few points
 */
export function growthOf(terms: readonly (readonly Point[])[]): Growth | undefined {
  const settled = terms
    .map((term) => leasts(term.filter(([atS]) => atS >= WARM_UP_S)))
    .filter(({ length }) => length >= 3)
  const points = settled.flat()
  const centred = settled.flatMap(centre)
  const spread = sum(centred.map(([x]) => x * x))
  const freedom = centred.length - settled.length - 1
  const [first] = points
  const last = points.at(-1)
  if (freedom < 1 || spread === 0 || !first || !last) return undefined
  const slope = sum(centred.map(([x, y]) => x * y)) / spread
  const rest = sum(centred.map(([x, y]) => (y - slope * x) ** 2))
  return {
    perHour: slope * 3600,
    error: Math.sqrt(rest / freedom / spread) * 3600,
    points: points.length,
    first: first[1],
    last: last[1],
    most: terms.flat().reduce((most, [, value]) => Math.max(most, value), 0),
  }
}

/**
 * A process's life, cut where another of its service was killed: it may have taken over that one's work, and holds more
 * from then on, which is no growth. Pure.
 * @param life seconds since the process began
 * @param killsS when others of its service were killed, by the same clock, in order
 * @returns seconds since the process or the cut
 */
export function termsOf(life: readonly Point[], killsS: readonly number[]): Point[][] {
  const begins = [0, ...killsS.filter((atS) => atS > 0)]
  return begins.map((beginS, index) => {
    const endS = begins[index + 1] ?? Number.POSITIVE_INFINITY
    return life
      .filter(([atS]) => atS >= beginS && atS < endS)
      .map(([atS, value]): Point => [atS - beginS, value])
  })
}

/** Whether it grew by more than the bound, and not by chance (two standard errors). Pure. */
export function isLeak({ perHour, error }: Growth, mostPerHour: number): boolean {
  return perHour - 2 * error > mostPerHour
}

/** The least of each stretch. Pure. */
export function leasts(points: readonly Point[]): Point[] {
  const least = new Map<number, Point>()
  for (const point of points) {
    const stretch = Math.floor(point[0] / STRETCH_S)
    const held = least.get(stretch)
    if (!held || point[1] < held[1]) least.set(stretch, point)
  }
  return [...least.values()]
}

function centre(points: readonly Point[]): Point[] {
  const [x, y] = [0, 1].map((axis) => sum(points.map((point) => point[axis] ?? 0)) / points.length) as [
    number,
    number,
  ]
  return points.map(([at, value]) => [at - x, value - y])
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
