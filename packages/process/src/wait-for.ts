/** What a process waits for, for its readiness and its log. */
export interface WaitingOptions {
  /** Aborted when the process stops. */
  readonly signal: AbortSignal
  /** Called once when waiting begins to take longer than one attempt, and once when it is over. */
  readonly onChange: (change: WaitingChange) => void
  /** In [0, 1). @default Math.random */
  readonly random?: () => number
}

export type WaitingChange =
  | { readonly what: string; readonly state: 'waiting'; readonly reason: string }
  | { readonly what: string; readonly state: 'there' }

const FIRST_MS = 200
const MAX_MS = 5000

/**
 * Tries until it succeeds, for ever, with exponential backoff and full jitter (0.2 s to 5 s), so that many processes
 * that lost the same broker do not come back together.
 * @throws the signal's reason when it is aborted
 */
export async function waitFor<T>(
  what: string,
  attempt: (signal: AbortSignal) => T | Promise<T>,
  { signal, onChange, random = Math.random }: WaitingOptions,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    signal.throwIfAborted()
    try {
      const result = await attempt(signal)
      if (failures > 0) onChange({ what, state: 'there' })
      return result
    } catch (error) {
      signal.throwIfAborted()
      if (failures === 0) onChange({ what, state: 'waiting', reason: reasonOf(error) })
    }
    await pause(waitMs(failures + 1, random()), signal)
  }
}

/** Milliseconds before the next attempt. @param random in [0, 1) */
export function waitMs(failures: number, random: number): number {
  return Math.round(random * Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(failures, 10)))
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

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
