import { pause } from './backoff.ts'

/**
 * Waits for something no longer than so many milliseconds.
 * @returns whether it ended in time; if not it is left behind, and what it throws later is nobody's
 * @throws what it throws in time
 */
export async function endsWithin(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  const waiting = new AbortController()
  const ended = work.then(() => true)
  try {
    return await Promise.race([ended, pause(milliseconds, waiting.signal).then(() => false)])
  } finally {
    waiting.abort()
    ended.catch(() => {})
  }
}
