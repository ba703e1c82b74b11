import { expect, test } from 'vitest'
import { type LagSample, recoveryOf } from './lag.ts'

const samples = (lags: readonly number[]): LagSample[] =>
  lags.map((updates, atS) => ({ atS, orders: 0, updates }))
const steady = Array.from({ length: 30 }, () => 20)
const kill = { service: 'a', atS: 29 }

test('it has caught up when no more is on its way than was before, and stays so', () => {
  const seen = samples([...steady, 50, 300, 19, 200, 20, 18, 20, 20])
  expect(recoveryOf(seen, kill, 100)).toEqual({
    service: 'a',
    atS: 29,
    before: 20,
    most: 300,
    caughtUpAfterS: 5,
  })
})

test('a kill that nobody noticed took no time', () => {
  expect(recoveryOf(samples([...steady, 20, 20, 19]), kill, 100)).toMatchObject({
    most: 20,
    caughtUpAfterS: 0,
  })
})

test('what has not caught up before the next kill never has', () => {
  const seen = samples([...steady, 50, 60, 70, 20, 20, 20])
  expect(recoveryOf(seen, kill, 32)).toMatchObject({ most: 70, caughtUpAfterS: null })
})
