import { expect, test } from 'vitest'
import { middleRate } from './peak.ts'

test('a burst that begins late and ends with a long tail is as fast as its middle', () => {
  const counts = [0, 0, 2, 10, 30, 50, 70, 90, 98, 98, 98, 98, 100].map((count, atS) => [atS, count] as const)
  expect(middleRate(counts)).toBe(20)
})

test('of nothing there is no rate', () => {
  expect(middleRate([])).toBe(0)
  expect(
    middleRate([
      [0, 5],
      [1, 5],
    ]),
  ).toBe(0)
})
