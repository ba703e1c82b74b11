import { expect, test } from 'vitest'
import { type Point, trendOf } from './trend.ts'

const points = (value: (atS: number) => number): Point[] =>
  Array.from({ length: 100 }, (_, atS) => [atS, value(atS)])

test('what stays as it is has no slope', () => {
  expect(trendOf(points(() => 7))).toEqual({ first: 7, last: 7, most: 7, perHour: 0 })
})

test('what grows by two a second grows by 7,200 an hour', () => {
  const trend = trendOf(points((atS) => 10 + 2 * atS))
  expect(trend?.perHour).toBeCloseTo(7200)
  expect(trend).toMatchObject({ first: 30, last: 190, most: 208 })
})

test('one peak moves the most, and hardly the slope', () => {
  const trend = trendOf(points((atS) => (atS === 50 ? 1000 : 1)))
  expect(trend).toMatchObject({ first: 1, last: 1, most: 1000 })
})

test('of too few points nothing is said', () => {
  expect(trendOf([[0, 1]])).toBeUndefined()
})
