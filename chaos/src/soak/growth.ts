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

/** Caches fill and code is compiled in the beginning of a process's life: that is no leak. Seconds. */
const WARM_UP_S = 180
/** Garbage comes and goes in between: what is held is what is left at the least. Seconds. */
const STRETCH_S = 15

/**
 * The slope that the lives of a service have in common, each with a level of its own (least squares). Of a life, the
 * least value of each stretch counts, and nothing of its beginning. Pure.
 * @param lives one for each process that was the service, seconds since its start
 * @returns undefined of too few points
 */
export function growthOf(lives: readonly (readonly Point[])[]): Growth | undefined {
  const settled = lives.map(leasts).filter(({ length }) => length >= 3)
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
    most: lives.flat().reduce((most, [, value]) => Math.max(most, value), 0),
  }
}

/** Whether it grew by more than the bound, and not by chance (two standard errors). Pure. */
export function isLeak({ perHour, error }: Growth, mostPerHour: number): boolean {
  return perHour - 2 * error > mostPerHour
}

function leasts(life: readonly Point[]): Point[] {
  const least = new Map<number, Point>()
  for (const point of life) {
    if (point[0] < WARM_UP_S) continue
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
