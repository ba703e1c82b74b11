import { expect, test } from 'vitest'
import { parseExactJson } from '../../mapping/exact-json.ts'
import { dateFor, datetimeFor, momentOrNull, plain, plainDate } from './values.ts'

const parsed = (json: string) => parseExactJson(Buffer.from(json))

test.each([
  ['{"__class__": "Decimal", "decimal": "12345678901.1234"}', '12345678901.1234'],
  ['10.0', '10'],
  ['0.1', '0.1'],
  ['1e-08', '0.00000001'],
  ['9007199254740993.5', '9007199254740993.5'],
])('%s keeps every digit: %s', (json, text) => {
  expect(plain(parsed(json))).toBe(text)
})

test('days and moments are the same in both ways, to the microsecond', () => {
  expect(plainDate(dateFor('2026-12-04'))).toBe('2026-12-04')
  for (const moment of ['2026-11-25T08:08:14.000068Z', '2026-11-25T08:08:14.120000Z']) {
    expect(momentOrNull({ write_date: datetimeFor(moment) }, 'write_date', '')).toBe(moment)
  }
})

test('what is no moment is told with its path', () => {
  expect(() => momentOrNull({ write_date: '2026-11-25' }, 'write_date', '/lines./0')).toThrow(
    '/lines./0/write_date must be a datetime of Tryton',
  )
})
