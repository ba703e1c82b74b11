import { expect, test } from 'vitest'
import { clockFinding, skewMs } from './clock.ts'

const DATE = 'Wed, 25 Nov 2026 03:00:10 GMT'
const at = (second: number) => Date.UTC(2026, 10, 25, 3, 0, second)
const asked = (from: number, to = from) => ({ from: at(from), to: at(to) })

test('a clock is ahead or behind by what the time of asking does not explain', () => {
  expect(skewMs(DATE, asked(9, 12))).toBe(0)
  expect(skewMs(DATE, asked(11))).toBe(0)
  expect(skewMs(DATE, asked(2, 3))).toBe(7000)
  expect(skewMs(DATE, asked(31))).toBe(-20_000)
  expect(skewMs(undefined, asked(0))).toBeUndefined()
  expect(skewMs('yesterday', asked(0))).toBeUndefined()
})

test('some seconds are fine, more is a fault, and none told is not known', () => {
  expect(clockFinding('it', 4000).level).toBe('fine')
  expect(clockFinding('it', -20_000)).toMatchObject({
    level: 'fault',
    text: 'its clock is 20 s behind ours',
    mend: expect.stringContaining('NTP') as unknown,
  })
  expect(clockFinding('it', undefined).level).toBe('unknown')
})
