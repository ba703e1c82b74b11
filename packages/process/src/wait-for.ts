import { setTimeout as pause } from 'node:timers/promises'

/** What {@link waitFor} needs of the process around it. */
export interface WaitingOptions {
  /** Aborted when the process stops. */
  readonly signal: AbortSignal
  /** Called after each failed attempt; `failures` is 1 for the first. */
  readonly onFailure: (error: unknown, failures: number) => void
}

const FIRST_MS = 200
const MAX_MS = 5000

/**
 * Tries until it succeeds, for ever, with exponential backoff and full jitter, so that many processes that lost the
 * same broker do not come back together.
 * @throws the signal's reason as soon as it is aborted; an attempt that does not heed the signal is left behind
 */
export async function waitFor<T>(
  attempt: (signal: AbortSignal) => T | Promise<T>,
  { signal, onFailure }: WaitingOptions,
): Promise<T> {
  signal.throwIfAborted()
  const { promise: stopped, reject } = Promise.withResolvers<never>()
  const stop = () => reject(signal.reason as Error)
  signal.addEventListener('abort', stop, { once: true })
  try {
    for (let failures = 1; ; failures++) {
      try {
        return await Promise.race([attempt(signal), stopped])
      } catch (error) {
        signal.throwIfAborted()
        onFailure(error, failures)
      }
      await Promise.race([pause(waitMs(failures, Math.random())), stopped])
    }
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Milliseconds until the next attempt: up to 0.2 s after the first failure, up to 5 s later. @param random in [0, 1) */
export function waitMs(failures: number, random: number): number {
  return Math.round(random * Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10)))
}
