import { describe, expect, test } from 'vitest'
import { quota } from './quota.ts'

describe('a quota', () => {
  test('admits a second’s worth at once, and then as time passes; it says when to come again, and that is true', () => {
    let now = 0
    const admit = quota({ requestsPerSecond: 2, concurrency: 100 }, () => now)
    expect([admit(), admit(), admit()]).toEqual([
      { leave: expect.any(Function) as unknown },
      { leave: expect.any(Function) as unknown },
      { retryAfterSeconds: 1 },
    ])
    now = 499
    expect(admit()).toEqual({ retryAfterSeconds: 1 })
    now = 500
    expect(admit()).toHaveProperty('leave')
  })

  test('of less than one a second says how many seconds to wait', () => {
    let now = 0
    const admit = quota({ requestsPerSecond: 0.1, concurrency: 100 }, () => now)
    expect(admit()).toHaveProperty('leave')
    now = 1000
    expect(admit()).toEqual({ retryAfterSeconds: 9 })
    now = 10_000
    expect(admit()).toHaveProperty('leave')
  })

  test('admits no more at a time than it allows, and one that leaves twice makes room once', () => {
    const admit = quota({ requestsPerSecond: 100, concurrency: 1 }, () => 0)
    const first = admit()
    expect(admit()).toEqual({ retryAfterSeconds: 1 })
    if ('leave' in first) {
      first.leave()
      first.leave()
    }
    expect(admit()).toHaveProperty('leave')
    expect(admit()).toEqual({ retryAfterSeconds: 1 })
  })
})
