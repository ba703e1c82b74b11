import fc from 'fast-check'
import { v5 } from 'uuid'
import { expect, test } from 'vitest'
import { namedIds } from './named-id.ts'

test('ids that follow from a name are those that the package uuid makes of it', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.string({ unit: 'grapheme', maxLength: 300 }), (namespace, name) => {
      expect(namedIds(namespace)(name)).toBe(v5(name, namespace))
    }),
  )
})

test('the id of the standard’s own example (RFC 9562, A.4)', () => {
  expect(namedIds('6ba7b810-9dad-11d1-80b4-00c04fd430c8')('www.example.com')).toBe(
    '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  )
})

test('a namespace that is no UUID is refused', () => {
  expect(() => namedIds('order')).toThrow('"order" is no UUID')
})
