import { expect, test } from 'vitest'
import { stretches } from './growth.ts'

test('what the first ten thousand after the warm-up took is compared with the last ten thousand', () => {
  const moments = Array.from({ length: 100 }, (_, index) => [(index + 1) * 1000, index] as const)
  expect(stretches(moments, 100_000)).toEqual({ firstFrom: 3, firstTo: 13, lastFrom: 89, lastTo: 99 })
})

test('too few, or fewer than there must be, show no growth', () => {
  expect(() => stretches([[4000, 1]], 4500)).toThrow(RangeError)
  expect(() => stretches([[50_000, 1]], 100_000)).toThrow(/90000 were never done/)
})
