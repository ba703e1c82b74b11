import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseExactJson } from './exact-json.ts'

const parsed = (text: string) => parseExactJson(Buffer.from(text))

test.each([
  ['0.1', '0.1'],
  ['12345678901234.5678', '12345678901234.5678'],
  ['9007199254740993', '9007199254740993'],
  ['-9007199254740991', -9007199254740991],
  ['17', 17],
  ['10.0', 10],
  ['10.50', '10.50'],
  ['1e2', 100],
  ['1.5E+1', 15],
  ['15e-1', '1.5'],
  ['-2.5e-3', '-0.0025'],
  ['1.25e1', '12.5'],
  ['1e400', '1e400'],
])('%s is read as %j', (text, value) => {
  expect(parsed(`{"a":[${text}]}`)).toEqual({ a: [value] })
})

test('no digit of any decimal is lost', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 20n }),
      fc.stringMatching(/^\d{0,8}[1-9]$/),
      (whole, fraction) => {
        expect(parsed(`${whole}.${fraction}`)).toBe(`${whole}.${fraction}`)
      },
    ),
  )
})

test.each(['', 'nothing', '{"a":', '<html>'])('%j is no JSON', (text) => {
  expect(parsed(text)).toBeUndefined()
})

test('bytes in another encoding are no JSON', () => {
  expect(parseExactJson(Buffer.from('"Öl"', 'latin1'))).toBeUndefined()
})
