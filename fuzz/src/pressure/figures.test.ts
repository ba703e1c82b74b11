import { expect, test } from 'vitest'
import { figuresOf, raisedBy } from './figures.ts'

test('one answer of a hundred may be as late as it likes', () => {
  const latencies = Array.from({ length: 100 }, (_, index) => (index === 3 ? 900 : index))
  expect(figuresOf(latencies, 2)).toEqual({ p99Ms: 99, answered: 100, failed: 2 })
})

test('of several pairs the median counts', () => {
  const pair = (calm: number, pressed: number) => ({
    calm: figuresOf([calm], 0),
    pressed: figuresOf([pressed], 0),
  })
  expect(raisedBy([pair(10, 100), pair(10, 12), pair(10, 11)])).toBeCloseTo(1.2)
})
