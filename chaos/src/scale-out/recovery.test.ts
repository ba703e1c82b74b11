import { describe, expect, test } from 'vitest'
import { perSecond, recoveryOf, type Sample, standstillOf } from './recovery.ts'

/** One sample a second, of which each names how much came in its second. */
function course(...perSample: number[]): Sample[] {
  let orders = 0
  return [0, ...perSample].map((came, atS) => ({ atS, counts: { orders: (orders += came) } }))
}

const steady = [10, 10, 10, 10, 10]

describe('recovery', () => {
  test('throughput is what came within the span by its length', () => {
    expect(perSecond(course(0, 10, 20, 30), 'orders', { fromS: 1, untilS: 4 })).toBe(20)
  })

  test('is nothing where throughput never fell', () => {
    const samples = course(...steady, 9, 11, 10, 10)
    expect(recoveryOf(samples, 'orders', 10, { fromS: 5, untilS: 9 })).toEqual({
      lowest: 9.666666666666666 / 10,
      afterS: 0,
    })
  })

  test('is when the last low was over', () => {
    const samples = course(...steady, 0, 0, 0, 20, 10, 10, 10)
    expect(recoveryOf(samples, 'orders', 10, { fromS: 5, untilS: 12 })).toEqual({ lowest: 0, afterS: 4 })
  })

  test('has not come where the span ends low', () => {
    const samples = course(...steady, 0, 0, 0)
    expect(recoveryOf(samples, 'orders', 10, { fromS: 5, untilS: 8 }).afterS).toBeNull()
  })

  test('a standstill is the longest time without growth, also one that lasts until the end', () => {
    const samples = course(...steady, 0, 0, 0, 5, 0, 0)
    expect(standstillOf(samples, 'orders', { fromS: 5, untilS: 11 })).toBe(4)
    expect(standstillOf(course(...steady, 1, 0, 0, 0, 0), 'orders', { fromS: 5, untilS: 10 })).toBe(4)
  })

  test('one of several that stands still shows, though the others go on', () => {
    const samples: Sample[] = [0, 1, 2, 3].map((atS) => ({ atS, counts: { a: atS * 10, b: 0 } }))
    expect(standstillOf(samples, 'a', { fromS: 0, untilS: 3 })).toBe(1)
    expect(standstillOf(samples, 'b', { fromS: 0, untilS: 3 })).toBe(3)
  })
})
