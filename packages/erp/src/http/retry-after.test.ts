import { expect, test } from 'vitest'
import { parseRetryAfter } from './retry-after.ts'

const now = Date.parse('1994-11-06T08:49:07Z')
const day = 24 * 60 * 60 * 1000

test.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Sun, 06 Nov 1994 08:49:37 GMT', 30_000],
  ['Sunday, 06-Nov-94 08:49:37 GMT', 30_000],
  ['Sun Nov  6 08:49:37 1994', 30_000],
])('"%s" asks for %i ms', (header, wait) => {
  expect(parseRetryAfter(header, now)).toBe(wait)
})

test('a date gone by asks for no wait', () => {
  expect(parseRetryAfter('Sun, 06 Nov 1994 08:49:00 GMT', now)).toBe(0)
})

test.each(['9999999999', 'Fri, 31 Dec 9999 23:59:59 GMT'])('"%s" is cut to a day', (header) => {
  expect(parseRetryAfter(header, now)).toBe(day)
})

test('of several headers the first counts', () => {
  expect(parseRetryAfter(['1', '2'], now)).toBe(1000)
})

test.each([
  undefined,
  '',
  'soon',
  '-1',
  '1.5',
  '1e3',
  '99999999999',
  '2026-11-24T20:00:00Z',
  'Sun, 99 Nov 1994 08:49:37 GMT',
])('%j asks for nothing that we understand', (header) => {
  expect(parseRetryAfter(header, now)).toBeUndefined()
})
