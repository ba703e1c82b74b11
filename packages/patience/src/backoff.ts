import { onAbort } from './on-abort.ts'

/** Milliseconds; the bounds of a growing wait. */
export interface BackoffOptions {
  readonly firstMs: number
  readonly maxMs: number
}

/**
 * How long to wait before the next attempt: exponential with full jitter, so that many who failed together do not
 * come back together (Amazon's "Exponential Backoff And Jitter").
 * @param attempt 1 after the first failure
 * @param random in [0, 1)
 */
export function backoffMs(
  attempt: number,
  { firstMs, maxMs }: BackoffOptions,
  random = Math.random(),
): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, 30))
  return Math.round(ceiling * random)
}

/** Resolves after so many milliseconds, or at once when the signal is aborted. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const timer = setTimeout(done, milliseconds)
    const callOff = signal && onAbort(signal, done)
    function done() {
      clearTimeout(timer)
      callOff?.()
      resolve()
    }
  })
}
