/** How many were done at a moment, growing. */
export type Moments = readonly (readonly [done: number, at: number])[]

export interface Growth {
  readonly firstFrom: number
  readonly firstTo: number
  readonly lastFrom: number
  readonly lastTo: number
}

/** Until then a process compiles what it runs often: what that costs says nothing of growth. */
export const WARM_AFTER = 4000
const SHARE = 0.1

/**
 * Two stretches with the same count: the one after the warm-up, and the last. Moments in milliseconds since the epoch.
 * Pure. @throws {RangeError} when there is too little for that
 */
export function stretches(moments: Moments, total: number): Growth {
  const count = Math.floor(total * SHARE)
  if (WARM_AFTER + 2 * count > total) throw new RangeError(`${total} are too few to show growth`)
  const at = (done: number) => {
    const found = moments.find(([reached]) => reached >= done)
    if (!found) throw new RangeError(`${done} were never done`)
    return found[1]
  }
  return {
    firstFrom: at(WARM_AFTER),
    firstTo: at(WARM_AFTER + count),
    lastFrom: at(total - count),
    lastTo: at(total),
  }
}
