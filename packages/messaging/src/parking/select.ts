import type { FailedMessage } from '../failure-channels.ts'
import type { DeadLetter } from './dead-letter.ts'

/** Which failed messages an operator means; what is not given means all. */
export interface FailedFilter {
  /** `source:number`. */
  readonly order?: string
  /** Error code. */
  readonly reason?: string
  /** RFC 3339; by the time of the first failure. */
  readonly since?: string
  readonly until?: string
}

export function matches(failed: FailedMessage, { order, reason, since, until }: FailedFilter): boolean {
  if (order !== undefined && failed.message.key !== order) return false
  if (reason !== undefined && failed.code !== reason) return false
  const failedAt = Date.parse(failed.firstFailedAt)
  if (since !== undefined && !(failedAt >= Date.parse(since))) return false
  return until === undefined || failedAt <= Date.parse(until)
}

/**
 * The orders of which at least one parked message matches. A replay takes an order's parked messages whole, from the
 * first on: to pick some out of the middle would break their order.
 */
export function selectedKeys(letters: readonly DeadLetter[], filter: FailedFilter): string[] {
  return [...new Set(letters.filter((letter) => matches(letter, filter)).map(({ entry }) => entry.key))]
}

/** How many messages of how many orders failed for each reason, the most frequent first. */
export function countByReason(
  failed: readonly FailedMessage[],
): { code: string; messages: number; orders: number }[] {
  return [...Map.groupBy(failed, ({ code }) => code)]
    .map(([code, group]) => ({
      code,
      messages: group.length,
      orders: new Set(group.map(({ message }) => message.key)).size,
    }))
    .toSorted((a, b) => b.messages - a.messages || a.code.localeCompare(b.code))
}
