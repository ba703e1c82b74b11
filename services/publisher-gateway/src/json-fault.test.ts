import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonFault } from './json-fault.ts'

test.each([
  ['{"a": tru}', 1, 7, 'a value'],
  ['{"a": 1,\n "b" 2}', 2, 6, '":"'],
  ['{"a": 1,}', 1, 9, 'a name in double quotes'],
  ["{'a': 1}", 1, 2, 'a name in double quotes'],
  ['[1 2]', 1, 4, '"," or "]"'],
  ['[1,]', 1, 4, 'a value'],
  ['{"a": 01}', 1, 8, '"," or "}"'],
  ['{"a": "x\ny"}', 1, 7, 'a value'],
  ['{"a": [1, {"b": 2}', 1, 19, '"," or "]"'],
  ['1 2', 1, 3, 'the end of the text'],
  ['  ', 1, 3, 'a value'],
])('%j breaks off at line %i, column %i', (text, line, column, expected) => {
  expect(jsonFault(text)).toEqual({ line, column, expected })
})

test('it agrees with JSON.parse on what is JSON', () => {
  const fragment = fc.constantFrom(
    ...'{}[],:"\\ \n-.0123eE+tfnu'.split(''),
    'true',
    'null',
    '"a"',
    '"\\u00e9"',
    '1.5',
  )
  const text = fc.oneof(
    fc.json(),
    fc.array(fragment, { maxLength: 12 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(text, (candidate) => {
      let valid = true
      try {
        JSON.parse(candidate)
      } catch {
        valid = false
      }
      expect(jsonFault(candidate) === undefined).toBe(valid)
    }),
    { numRuns: 3000 },
  )
})

test('a hundred thousand levels do not overflow the stack', () => {
  expect(jsonFault('['.repeat(100_000))).toMatchObject({ column: 100_001 })
})
