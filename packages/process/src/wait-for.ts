import { backoffMs, pause } from '@channel-adapter/patience'

/** What {@link waitFor} needs of the process around it. */
export interface WaitingOptions {
  /** Aborted when the process stops. */
  readonly signal: AbortSignal
  /** Called after each failed attempt; `failures` is 1 for the first. */
  readonly onFailure: (error: unknown, failures: number) => void
}

const RETRY = { firstMs: 200, maxMs: 5000 }

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
      await Promise.race([pause(backoffMs(failures, RETRY), signal), stopped])
    }
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
