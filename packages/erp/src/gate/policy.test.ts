import { describe, expect, test } from 'vitest'
import { ErpConflict, ErpOutcomeUnknown, ErpThrottled, ErpUnauthorised, ErpUnavailable } from '../errors.ts'
import { afterAnswer, afterError, type GateState, isProbing, openGate } from './policy.ts'

const limits = { maxConcurrency: 16, failuresToOpen: 3 }
const NOW = 1_000_000
const after = (errors: unknown[], begin: GateState = openGate(limits)) =>
  errors.reduce<GateState>((state, error) => afterError(state, error, limits, NOW, 1), begin)
const away = new ErpUnavailable('away')

describe('the circuit', () => {
  test('opens after so many failures in a row, and not for single ones in between', () => {
    expect(isProbing(after([away, away]))).toBe(false)
    expect(isProbing(after([away, away, new ErpConflict('an answer'), away, away]))).toBe(false)
    const open = after([away, away, new ErpOutcomeUnknown('timeout')])
    expect(isProbing(open)).toBe(true)
    expect(open.closedUntil).toBe(NOW + 500)
    expect(open.reason).toBe('timeout')
  })

  test('waits longer each time the try fails, up to its limit', () => {
    const waits = [3, 4, 5, 20].map(
      (failures) => after(Array.from({ length: failures }, () => away)).closedUntil - NOW,
    )
    expect(waits).toEqual([500, 1000, 2000, 30_000])
  })

  test('closes with the first answer, whatever it says', () => {
    const closed = afterError(after([away, away, away]), new ErpConflict('stale'), limits, NOW, 0)
    expect(isProbing(closed)).toBe(false)
    expect(closed.closedUntil).toBe(0)
  })

  test('opens at once when the credential is refused, and says so', () => {
    const open = after([new ErpUnauthorised('401')])
    expect(isProbing(open)).toBe(true)
    expect(open).toMatchObject({ closedUntil: NOW + 30_000, reason: '401' })
  })
})

describe('the concurrency', () => {
  test('halves when the ERP asks to slow down, waits as long as it says, and comes back slowly', () => {
    const slowed = after([new ErpThrottled('429', 2000)])
    expect(slowed).toMatchObject({ limit: 8, closedUntil: NOW + 2000 })
    expect(isProbing(slowed)).toBe(false)
    const answered = (count: number) =>
      Array.from({ length: count }).reduce<GateState>((state) => afterAnswer(state, limits), slowed).limit
    expect(Math.floor(answered(8))).toBe(8)
    expect(Math.floor(answered(9))).toBe(9)
    expect(answered(1000)).toBe(16)
  })

  test('never falls below one', () => {
    expect(after(Array.from({ length: 9 }, () => new ErpThrottled('429', 1))).limit).toBe(1)
  })
})
