import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, fromMicros, instant, toDays, toMicros } from './instant.ts'

describe('a moment', () => {
  test('keeps its microseconds on the way to a number and back', () => {
    const micros = fc.integer({ min: Date.UTC(1900, 0) * 1000, max: Date.UTC(2200, 0) * 1000 })
    fc.assert(fc.property(micros, (at) => toMicros(fromMicros(at)) === at))
  })

  test('has the text that Date gives it, and three digits more', () => {
    const millis = fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(2200, 0) })
    fc.assert(
      fc.property(millis, fc.integer({ min: 0, max: 999 }), (at, micros) => {
        const digits = String(micros).padStart(3, '0')
        return fromMicros(at * 1000 + micros) === new Date(at).toISOString().replace('Z', `${digits}Z`)
      }),
    )
  })

  test('has a text however far away it is, and none where Date has none', () => {
    const years = fc.date({ min: new Date(-8.64e15), max: new Date(8.64e15), noInvalidDate: true })
    const text = /^([+-]\d\d)?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/
    fc.assert(fc.property(years, (at) => text.test(fromMicros(Number(at) * 1000 + 992))))
    expect(fromMicros(253_402_300_800_000_000)).toBe('+010000-01-01T00:00:00.000000Z')
    for (const none of [9e18, Number.NaN]) expect(() => fromMicros(none)).toThrow(RangeError)
  })

  test('may be given in any zone and is kept in UTC', () => {
    expect(fromMicros(toMicros('2026-11-24T21:00:00.5+01:00') ?? 0)).toBe('2026-11-24T20:00:00.500000Z')
    expect(instant(0)).toBe('1970-01-01T00:00:00.000000Z')
  })

  test.each([
    '2026-11-24',
    '2026-11-24T20:00:00',
    '2026-02-30T00:00:00Z',
    '2026-11-24T25:00:00Z',
    '2026-11-24T20:00:00.1234567Z',
    'now',
  ])('%s is none: no zone, no such moment, or finer than a microsecond', (text) => {
    expect(toMicros(text)).toBeUndefined()
  })
})

describe('a day', () => {
  test('that the calendar lacks is none', () => {
    expect(toDays('2026-02-30')).toBeUndefined()
    expect(toDays('2024-02-29')).toBe(19_782)
  })

  test('is counted over months and leap years', () => {
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01')
    expect(() => addDays('yesterday', 1)).toThrow(RangeError)
  })
})
