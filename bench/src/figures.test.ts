import { expect, test } from 'vitest'
import { median, quantile, totalAt, verdictOf } from './figures.ts'

test('the median of an even number of values lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([9, 1, 5])).toBe(5)
  expect(() => median([])).toThrow(RangeError)
})

test('a quantile lies between the values next to it', () => {
  expect(quantile([10, 20, 30, 40, 50], 0.99)).toBeCloseTo(49.6)
})

test('a rate must reach its marks, and a time must not pass them', () => {
  const rate = { better: 'higher', floor: 0.5, goal: 0.8 } as const
  expect([0.49, 0.5, 0.8].map((ratio) => verdictOf(ratio, rate))).toEqual(['missed', 'floor', 'goal'])
  const time = { better: 'lower', floor: 1.5, goal: 1.15 } as const
  expect([1.6, 1.5, 1.15].map((ratio) => verdictOf(ratio, time))).toEqual(['missed', 'floor', 'goal'])
})

test('a count between two samples is interpolated, and outside of them it is the nearest', () => {
  const samples = [
    { at: 100, total: 1 },
    { at: 200, total: 3 },
  ]
  expect([50, 100, 150, 200, 250].map((moment) => totalAt(samples, moment))).toEqual([1, 1, 2, 3, 3])
})
