import { setImmediate as immediate } from 'node:timers/promises'

/**
 * For long work in many small pieces, so that nobody else waits for all of it.
 * @param forMs how long may be worked without a look at anything else, in milliseconds. Default 1
 * @returns what is awaited before each piece: a turn of the event loop where that time is over
 */
export function breather(forMs = 1): () => Promise<void> | undefined {
  let since = performance.now()
  return () => {
    if (performance.now() - since < forMs) return undefined
    return immediate().then(() => {
      since = performance.now()
    })
  }
}
