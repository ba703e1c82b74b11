/** What one partner may use. */
export interface Quota {
  readonly requestsPerSecond: number
  readonly concurrency: number
}

/** A place among the requests under way, to be given back; or the seconds after which there will be one. */
export type Admission = { readonly leave: () => void } | { readonly retryAfterSeconds: number }

/**
 * Admits one partner's requests: a token bucket that holds a second's worth, and a number under way.
 * @param now milliseconds, never going back
 */
export function quota({ requestsPerSecond, concurrency }: Quota, now: () => number): () => Admission {
  const most = Math.max(1, requestsPerSecond)
  let tokens = most
  let filledAt = now()
  let underWay = 0

  return () => {
    const at = now()
    tokens = Math.min(most, tokens + ((at - filledAt) / 1000) * requestsPerSecond)
    filledAt = at
    if (tokens < 1) return { retryAfterSeconds: Math.ceil((1 - tokens) / requestsPerSecond) }
    // Nobody knows when one of those under way ends.
    if (underWay >= concurrency) return { retryAfterSeconds: 1 }
    tokens--
    underWay++
    let left = false
    return {
      leave: () => {
        if (!left) underWay--
        left = true
      },
    }
  }
}
