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
 * @throws the signal's reason when it is aborted
 */
export async function waitFor<T>(
  attempt: (signal: AbortSignal) => T | Promise<T>,
  { signal, onFailure }: WaitingOptions,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    signal.throwIfAborted()
    try {
      return await attempt(signal)
    } catch (error) {
      signal.throwIfAborted()
      onFailure(error, failures)
    }
    await pause(waitMs(failures, Math.random()), signal)
  }
}

/** Milliseconds until the next attempt: up to 0.2 s after the first failure, up to 5 s later. @param random in [0, 1) */
export function waitMs(failures: number, random: number): number {
  return Math.round(random * Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10)))
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', stop, { once: true })
    function stop() {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
  })
}
