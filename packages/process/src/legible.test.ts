import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { legible } from './legible.ts'

test('nothing is left that steers a terminal or ends a line, but line feeds and tabs', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(legible(text)).not.toMatch(/[^\n\t\P{Cc}]|[\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
    }),
  )
  expect(legible('\u001b[31m\u009b1m\u2028\u202e\r\tn\n')).toBe(
    '\\u001b[31m\\u009b1m\\u2028\\u202e\\u000d\tn\n',
  )
})

test('JSON says the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(JSON.parse(legible(JSON.stringify({ text })))).toEqual({ text })
    }),
  )
})
