import { expect, test } from 'vitest'
import { canonicalDecimal } from './canonical-decimal.ts'

test.each([
  ['3.00', '3'],
  ['5.0260', '5.026'],
  ['100', '100'],
  ['0', '0'],
  ['0.00', '0'],
  ['-0.00', '0'],
  ['-1.50', '-1.5'],
  ['0.5', '0.5'],
  ['007.10', '7.1'],
])('"%s" is written "%s"', (text, canonical) => {
  expect(canonicalDecimal(text)).toBe(canonical)
})

test.each(['', 'None', '1e3', '1,5', '.5', '--1'])('"%s" is refused', (text) => {
  expect(() => canonicalDecimal(text)).toThrow(RangeError)
})
