const MIB = 1024 * 1024
/** Of all connections together: what an ERP that is away leaves waiting must not grow with their number. */
const TOGETHER = 64 * MIB
/** More helps no connection. */
const MOST = 16 * MIB
/** Some 500 updates: fewer would keep a fast ERP waiting for the broker. */
const LEAST = MIB

/**
 * What each of so many subscriptions may have taken from the broker and not yet done, in bytes of memory: a share of its
 * own, so that one that stands still takes none of another's. Pure.
 */
export function roomOfEach(subscriptions: number): number {
  return Math.max(LEAST, Math.min(MOST, Math.floor(TOGETHER / subscriptions)))
}
