import { pause } from '@channel-adapter/patience'

export interface Beat {
  readonly everyMs: number
  readonly heartbeat: () => Promise<void>
  /** Whether the batch is still ours. */
  readonly current: () => boolean
}

/**
 * Waits for something while telling the group that we are alive: heartbeats come from the work loop, so that they
 * end when it does (trap T16).
 * @returns false when the batch is no longer ours
 */
export async function waitBeating(
  what: Promise<unknown>,
  { everyMs, heartbeat, current }: Beat,
): Promise<boolean> {
  let waiting = true
  const ended = what.then(() => (waiting = false))
  while (waiting && current()) {
    const tick = new AbortController()
    await Promise.race([ended, pause(everyMs, tick.signal)])
    tick.abort()
    await heartbeat()
  }
  return current()
}
