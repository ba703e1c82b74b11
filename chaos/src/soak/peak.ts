import type { Point } from '../trend.ts'

/** How many a second came in the middle of a burst: without the tenths in which it begins and ends. Pure. */
export function middleRate(counts: readonly Point[]): number {
  const [from = 0, to = 0] = [counts[0]?.[1], counts.at(-1)?.[1]]
  const at = (share: number) => counts.find(([, count]) => count >= from + share * (to - from))
  const [begin, end] = [at(0.1), at(0.9)]
  if (!begin || !end || end[0] <= begin[0]) return 0
  return (end[1] - begin[1]) / (end[0] - begin[0])
}
