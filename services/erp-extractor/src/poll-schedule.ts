/** Milliseconds. */
export interface PollSettings {
  /** The wait after a poll that found something. */
  readonly minMs: number
  /** The longest wait, reached when nothing changes. */
  readonly maxMs: number
}

/** The wait before the next poll: doubled by each empty one. Pure. */
export function nextPollMs(previousMs: number, found: boolean, { minMs, maxMs }: PollSettings): number {
  return found ? minMs : Math.min(maxMs, Math.max(minMs, previousMs * 2))
}

/**
 * Whether the overlap window must be read again now. A row that becomes visible late has a change time at or before
 * the head's (a later one is found ahead of it), and becomes visible within the overlap after that time. So the window
 * is read once in every overlap, until one reading has begun an overlap and more after the head last moved. Pure.
 */
export function sweepDue(
  now: number,
  { lastSweepAt, headMovedAt }: { lastSweepAt: number; headMovedAt: number },
  overlapMs: number,
): boolean {
  if (overlapMs === 0) return false
  return now - lastSweepAt >= overlapMs && lastSweepAt - headMovedAt <= overlapMs
}

/** How far back a sweep reaches: what may become visible late, and what did since the sweep before. */
export function windowMs(overlapMs: number): number {
  return 2 * overlapMs
}
