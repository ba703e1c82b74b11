import { describe, expect, test } from 'vitest'
import type { Point } from '../trend.ts'
import { growthOf, isLeak, termsOf } from './growth.ts'

const life = (seconds: number, value: (atS: number) => number): Point[] =>
  Array.from({ length: seconds }, (_, atS) => [atS, value(atS)])

describe('growth', () => {
  test('a service that was killed does not shrink by it: its lives have a slope in common, not a level', () => {
    const growth = growthOf([life(900, (at) => 200 + at / 36), life(900, (at) => 90 + at / 36)])
    expect(growth?.perHour).toBeCloseTo(100)
    expect(growth?.error).toBeCloseTo(0)
  })

  test('what a process takes while it starts is no growth', () => {
    const growth = growthOf([life(900, (at) => Math.min(at, 150))])
    expect(growth).toMatchObject({ perHour: 0, first: 150, last: 150 })
  })

  test('garbage that comes and goes is no growth', () => {
    expect(growthOf([life(900, (at) => 100 + (at % 15) * 3)])).toMatchObject({
      perHour: 0,
      error: 0,
      most: 142,
    })
  })

  test('who takes over the work of one that was killed holds more from then on: that is no growth', () => {
    const standbyThenAtWork = life(1200, (at) => (at < 600 ? 140 : 140 + Math.min(at - 600, 40)))
    expect(growthOf([standbyThenAtWork])?.perHour).toBeGreaterThan(100)
    expect(growthOf(termsOf(standbyThenAtWork, [600]))).toMatchObject({ perHour: 0, error: 0, most: 180 })
  })

  test('and what grows before and behind it is seen', () => {
    const growing = life(1200, (at) => (at < 600 ? 140 : 180) + at / 36)
    expect(growthOf(termsOf(growing, [-20, 600]))?.perHour).toBeCloseTo(100)
  })

  test('a steep line of few points that leap about has an error as large', () => {
    const growth = growthOf([life(240, (at) => 100 + (Math.floor(at / 15) % 2) * 20 + at / 60)])
    expect(growth?.error).toBeGreaterThan(100)
  })

  test('of lives that ended young nothing is said', () => {
    expect(growthOf([life(170, (at) => at), life(200, (at) => at)])).toBeUndefined()
  })
})

describe('a leak', () => {
  const growth = { points: 100, first: 1, last: 1, most: 1 }

  test('grows by more than the bound, by more than chance', () => {
    expect(isLeak({ ...growth, perHour: 80, error: 5 }, 60)).toBe(true)
    expect(isLeak({ ...growth, perHour: 80, error: 15 }, 60)).toBe(false)
    expect(isLeak({ ...growth, perHour: 50, error: 0 }, 60)).toBe(false)
  })
})
