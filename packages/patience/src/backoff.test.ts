import { describe, expect, test } from 'vitest'
import { backoffMs, pause } from './backoff.ts'

describe('backoff with full jitter', () => {
  test('lies between nothing and a ceiling that doubles up to its limit', () => {
    const options = { firstMs: 100, maxMs: 1000 }
    const ceilings = [1, 2, 3, 4, 5, 50].map((attempt) => backoffMs(attempt, options, 1))
    expect(ceilings).toEqual([100, 200, 400, 800, 1000, 1000])
    expect(backoffMs(3, options, 0)).toBe(0)
    expect(backoffMs(3, options, 0.5)).toBe(200)
  })

  test('a pause ends at once when it is aborted', async () => {
    const abort = new AbortController()
    const paused = pause(60_000, abort.signal)
    abort.abort()
    await paused
    await pause(60_000, abort.signal)
  })
})
