/** A value at a time, in seconds. */
export type Point = readonly [atS: number, value: number]

/** How something went over time. */
export interface Trend {
  /** Medians of the first and the last fifth. */
  readonly first: number
  readonly last: number
  readonly most: number
  /** By how much it grew in an hour, by the line that fits best (least squares). */
  readonly perHour: number
}

/** What becomes of many points; undefined of fewer than five. Pure. */
export function trendOf(points: readonly Point[]): Trend | undefined {
  const fifth = Math.floor(points.length / 5)
  if (fifth === 0) return undefined
  const values = points.map(([, value]) => value)
  return {
    first: median(values.slice(0, fifth)),
    last: median(values.slice(-fifth)),
    most: values.reduce((most, value) => Math.max(most, value)),
    perHour: slopeOf(points) * 3600,
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function slopeOf(points: readonly Point[]): number {
  const mean = (of: (point: Point) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length
  const [x, y] = [mean(([at]) => at), mean(([, value]) => value)]
  const spread = mean(([at]) => (at - x) ** 2)
  return spread === 0 ? 0 : mean(([at, value]) => (at - x) * (value - y)) / spread
}
