import { expect, test } from 'vitest'
import { fromUnits, multiplyUnits, toUnits, units } from './decimal.ts'

test.each([
  ['4', '4'],
  ['4.00', '4'],
  ['0.10', '0.1'],
  ['-3.5', '-3.5'],
  ['0', '0'],
  ['-0', '0'],
  ['12345678901234567890.12345678', '12345678901234567890.12345678'],
])('"%s" comes back as "%s", digit for digit', (text, canonical) => {
  expect(fromUnits(units(text))).toBe(canonical)
})

test.each(['', '1e3', '1,5', '.5', '5.', '+1', ' 1', 'NaN', '0.123456789', '123456789012345678901'])(
  '"%s" is no decimal of this ERP',
  (text) => {
    expect(toUnits(text)).toBeUndefined()
  },
)

test('a sum that floats get wrong is exact', () => {
  expect(fromUnits(units('0.1') + units('0.2'))).toBe('0.3')
})

test('a product is exact to the eighth place and rounded half up there', () => {
  expect(fromUnits(multiplyUnits(units('550'), units('26.5965')))).toBe('14628.075')
  expect(fromUnits(multiplyUnits(units('0.00000001'), units('0.5')))).toBe('0.00000001')
  expect(fromUnits(multiplyUnits(units('0.00000001'), units('0.4')))).toBe('0')
})
