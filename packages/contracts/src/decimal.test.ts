import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDecimals, compareDecimals, decimal, fromUnscaled, toUnscaled } from './decimal.ts'

export const anyUnscaled = fc.bigInt({ min: -(10n ** 28n - 1n), max: 10n ** 28n - 1n })

describe('a decimal', () => {
  test('of any value that fits a contract survives the way to an integer and back', () => {
    fc.assert(fc.property(anyUnscaled, (unscaled) => toUnscaled(fromUnscaled(unscaled)) === unscaled))
  })

  test.each([
    ['4.00', '4'],
    ['007.10', '7.1'],
    ['-0.50', '-0.5'],
    ['-0', '0'],
    ['12345678901234.5678', '12345678901234.5678'],
  ])('%s is written %s', (text, canonical) => {
    expect(decimal(text)).toBe(canonical)
  })

  test.each(['', '1e3', '+1', '.5', '5.', '1,5', ' 1', 'NaN', '0x10', '0.123456789', '1'.padEnd(29, '0')])(
    '"%s" is refused instead of rounded',
    (text) => {
      expect(toUnscaled(text)).toBeUndefined()
      expect(() => decimal(text)).toThrow(RangeError)
    },
  )

  test('adds up without the error that binary floating point has', () => {
    expect(addDecimals('0.1', '0.2')).toBe('0.3')
    expect(addDecimals()).toBe('0')
  })

  test('compares by value, not by text', () => {
    expect(compareDecimals('10', '9.5')).toBeGreaterThan(0)
    expect(compareDecimals('-1', '0')).toBeLessThan(0)
    expect(compareDecimals('1.50', '1.5')).toBe(0)
  })
})
