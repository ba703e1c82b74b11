/** The first of any number of moments; `Math.min` takes no more than some 125,000 at a time. */
export function oldest(moments: readonly number[]): number {
  return moments.reduce((first, moment) => Math.min(first, moment), Infinity)
}
