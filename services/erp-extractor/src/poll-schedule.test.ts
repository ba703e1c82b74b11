import { describe, expect, test } from 'vitest'
import { nextPollMs, sweepDue } from './poll-schedule.ts'

describe('the poll interval', () => {
  const settings = { minMs: 100, maxMs: 1000 }
  test('doubles while nothing changes, up to its limit, and falls back when something does', () => {
    const waits = [100]
    for (let poll = 0; poll < 5; poll++) waits.push(nextPollMs(waits.at(-1) ?? 0, false, settings))
    expect(waits).toEqual([100, 200, 400, 800, 1000, 1000])
    expect(nextPollMs(1000, true, settings)).toBe(100)
  })
})

describe('the overlap window', () => {
  const OVERLAP = 5000
  test('is read at the start and then once in every overlap', () => {
    expect(sweepDue(0, { lastSweepAt: Number.NEGATIVE_INFINITY, headMovedAt: 0 }, OVERLAP)).toBe(true)
    expect(sweepDue(4999, { lastSweepAt: 0, headMovedAt: 4000 }, OVERLAP)).toBe(false)
    expect(sweepDue(5000, { lastSweepAt: 0, headMovedAt: 4000 }, OVERLAP)).toBe(true)
  })

  test('is read once more when an overlap has passed since the head moved, and then left alone', () => {
    expect(sweepDue(20_000, { lastSweepAt: 8000, headMovedAt: 4000 }, OVERLAP)).toBe(true)
    expect(sweepDue(20_000, { lastSweepAt: 10_000, headMovedAt: 4000 }, OVERLAP)).toBe(false)
  })

  test('of no length is never read', () => {
    expect(sweepDue(20_000, { lastSweepAt: Number.NEGATIVE_INFINITY, headMovedAt: 0 }, 0)).toBe(false)
  })
})
