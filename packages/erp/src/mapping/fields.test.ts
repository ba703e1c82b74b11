import * as fc from 'fast-check'
import { fromUnscaled } from '@channel-adapter/contracts'
import { describe, expect, test } from 'vitest'
import {
  code,
  date,
  decimal,
  type Fields,
  instant,
  int,
  list,
  MappingFault,
  object,
  orNull,
  type Reader,
  text,
} from './fields.ts'

function faultOf(read: () => unknown): string {
  try {
    return `no fault: ${JSON.stringify(read())}`
  } catch (error) {
    if (error instanceof MappingFault) return `${error.path} ${error.reason}`
    throw error
  }
}

const reading = <T>(reader: Reader<T>, value: unknown) => reader({ field: value }, 'field', '')

describe('a decimal', () => {
  test('that a contract can hold is read unchanged', () => {
    const unscaled = fc.bigInt({ min: -(10n ** 28n) + 1n, max: 10n ** 28n - 1n })
    fc.assert(
      fc.property(unscaled, (value) => {
        expect(reading(decimal, fromUnscaled(value))).toBe(fromUnscaled(value))
      }),
    )
  })

  test.each([
    ['4.00', '4'],
    ['4.50', '4.5'],
    ['0.000', '0'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['-0.50', '-0.5'],
    ['007.10', '7.1'],
    ['12.1234567800000', '12.12345678'],
    ['12345678901234567890.12345678', '12345678901234567890.12345678'],
  ])('"%s" is read as %s', (written, canonical) => {
    expect(reading(decimal, written)).toBe(canonical)
  })

  test.each([
    12.5,
    0,
    null,
    undefined,
    '',
    '5.',
    '.5',
    '+5',
    '1e3',
    '1,5',
    ' 5',
    '5 ',
    'NaN',
    '0.123456789',
    '123456789012345678901',
    true,
    ['5'],
  ])('%j is none: nothing is rounded or guessed', (value) => {
    expect(faultOf(() => reading(decimal, value))).toContain('/field must be an exact decimal as text')
  })
})

describe('a moment', () => {
  test.each([
    ['2026-11-24T20:00:00.123456Z', '2026-11-24T20:00:00.123456Z'],
    ['2026-11-24T20:00:00Z', '2026-11-24T20:00:00.000000Z'],
    ['2026-11-24T21:00:00.5+01:00', '2026-11-24T20:00:00.500000Z'],
    ['2024-02-29T00:00:00.000000Z', '2024-02-29T00:00:00.000000Z'],
  ])('%s is read as %s', (written, canonical) => {
    expect(reading(instant, written)).toBe(canonical)
  })

  test.each([
    '2026-02-30T20:00:00.123456Z',
    '2026-11-24T25:00:00.000000Z',
    '2026-11-24T20:60:00.000000Z',
    '2026-11-24T20:00:00.1234567Z',
    '2026-11-24T20:00:00',
    '2026-11-24',
    1_700_000_000,
  ])('%j is none', (value) => {
    expect(faultOf(() => reading(instant, value))).toContain('/field must be a moment')
  })
})

test('a day is one of the calendar', () => {
  expect(reading(date, '2024-02-29')).toBe('2024-02-29')
  expect(reading(date, '2024-02-29')).toBe('2024-02-29')
  for (const value of ['2026-02-29', '2026-1-1', '20260101', '2026-11-24T00:00:00Z', 5]) {
    expect(faultOf(() => reading(date, value))).toContain('/field must be a day')
  }
})

test('a whole number fits 32 bits', () => {
  expect([0, -1, 2 ** 31 - 1].map((value) => reading(int, value))).toEqual([0, -1, 2 ** 31 - 1])
  for (const value of [1.5, 2 ** 31, NaN, Infinity, '1', null]) {
    expect(faultOf(() => reading(int, value))).toContain('/field must be a whole number')
  }
})

test('a code is translated by its table, and nothing else is', () => {
  const status = code(new Map([['on_hold', 'ON_HOLD']]))
  expect(reading(status, 'on_hold')).toBe('ON_HOLD')
  for (const value of ['ON_HOLD', 'constructor', '__proto__', null, 1]) {
    expect(faultOf(() => reading(status, value))).toContain('/field must be one of "on_hold"')
  }
})

test('null and nothing are null where that is allowed', () => {
  expect([null, undefined, '', 'x'].map((value) => reading(orNull(text), value))).toEqual([
    null,
    null,
    '',
    'x',
  ])
})

test('a fault deep in a document is named by its JSON Pointer and what was found there', () => {
  const inner = object((from: Fields, at: string) => text(from, 'name', at))
  const lines = list((from, at) => inner(from, 'product', at))
  const at = (value: unknown) => faultOf(() => reading(lines, value))
  expect(at([{ product: { name: 'a' } }, { product: { name: 7 } }])).toBe(
    '/field/1/product/name must be text, not 7',
  )
  expect(at([{ product: {} }])).toBe('/field/0/product/name must be text, not missing')
  expect(at([{ product: [] }])).toBe('/field/0/product must be an object, not an array')
  expect(at([null])).toBe('/field/0 must be an object, not null')
  expect(at({})).toBe('/field must be an array, not an object')
  expect(at(['x'.repeat(100)])).toBe(`/field/0 must be an object, not "${'x'.repeat(58)}…`)
})
