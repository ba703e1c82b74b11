import { describe, expect, test } from 'vitest'
import { checkContract } from './check-contract.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { ReliedFields } from './reliance.ts'

const field = (name: string, type: unknown, more: object = {}) => ({
  name,
  type,
  doc: 'What it is.',
  ...more,
})
const code = { type: 'string', logicalType: 'code', codes: ['AP', 'RE'] }
const line = {
  type: 'record',
  name: 'Line',
  doc: 'A line.',
  fields: [field('quantity', { type: 'bytes', logicalType: 'decimal', precision: 28, scale: 8 })],
}
const fields = [
  field('id', 'string'),
  field('code', code),
  field('note', ['null', 'string'], { default: null }),
  field('lines', { type: 'array', items: line }),
]
const order = (list: object[] = fields, more: object = {}) => ({
  type: 'record',
  name: 'Order',
  namespace: 'test',
  doc: 'An order.',
  fields: list,
  ...more,
})
const without = (name: string) => fields.filter((each) => each.name !== name)

interface Given {
  versions: readonly object[]
  numbers?: readonly number[]
  relied?: ReliedFields
  recorded?: (fingerprint: string, number: number) => string | undefined
}

/** `about: place rule (found)` of each finding. */
function findings({ versions, numbers, relied, recorded = (fingerprint) => fingerprint }: Given): string[] {
  const files = versions.map((schema, index) => ({
    number: numbers?.[index] ?? index + 1,
    text: JSON.stringify(schema),
  }))
  const recordings = files.flatMap(({ number, text }): [number, string][] => {
    const fingerprint = recorded(fingerprintOf(text), number)
    return fingerprint === undefined ? [] : [[number, fingerprint]]
  })
  return checkContract({
    name: 'order',
    versions: files,
    recorded: new Map(recordings),
    consumers: new Map(relied ? [['reader', relied]] : []),
  }).map(({ about, place, rule, found }) => `${about}: ${place} ${rule} (${found})`)
}

describe('versions', () => {
  test('that change what is allowed are sound', () => {
    const second = order([...fields, field('carrier', ['null', 'string'], { default: null })])
    expect(findings({ versions: [order(), second, second] })).toEqual([])
  })

  test('are compared with every earlier one, not only with the last', () => {
    const widened = order([...without('id'), field('id', 'string', { default: '' })])
    const versions = [order(without('id')), widened, order()]
    expect(findings({ versions })).toEqual([
      'order, version 3 against version 1: id field-added-without-default (is new, without a default)',
    ])
  })

  test('may drop a field in two steps: first a default, then without it', () => {
    const optional = order([...without('id'), field('id', 'string', { default: '' })])
    const gone = order(without('id'))
    expect(findings({ versions: [order(), optional, gone] })).toEqual([])
    expect(findings({ versions: [order(), gone] })).toEqual([
      'order, version 2 against version 1: id field-removed (is gone, and had no default)',
    ])
  })

  test('must be counted without a gap', () => {
    expect(findings({ versions: [order(), order()], numbers: [1, 3] })).toEqual([
      'order, version 3:  version-missing (version 2 is not there)',
    ])
  })

  test('must have messages recorded, and must not change after that', () => {
    expect(findings({ versions: [order()], recorded: () => undefined })).toEqual([
      expect.stringContaining('order, version 1:  not-recorded'),
    ])
    expect(findings({ versions: [order()], recorded: () => 'another' })).toEqual([
      expect.stringContaining('order, version 1:  version-changed'),
    ])
  })

  test('must be Avro, also in their defaults', () => {
    const faulty = order([field('id', 'string', { default: 7 })])
    expect(findings({ versions: [order(), faulty] })).toEqual([
      expect.stringContaining('order, version 2:  not-valid-avro'),
    ])
  })
})

describe('style', () => {
  test.each([
    ['a record without a doc', order(fields, { doc: '' }), ' undocumented (test.Order has no doc)'],
    ['a field without a doc', order([{ name: 'id', type: 'string' }]), 'id undocumented (has no doc)'],
    [
      'a nested field without a doc',
      order([field('lines', { type: 'array', items: { ...line, fields: [{ name: 'x', type: 'int' }] } })]),
      'lines[].x undocumented (has no doc)',
    ],
    [
      'an enum without a doc',
      order([field('kind', { type: 'enum', name: 'Kind', symbols: ['A'] })]),
      'kind undocumented (test.Kind has no doc)',
    ],
    [
      'a field that is not camelCase',
      order([field('order_id', 'string')]),
      'order_id wrong-name ("order_id" is not camelCase)',
    ],
    [
      'a record without a namespace',
      { ...order(), namespace: undefined },
      ' wrong-name ("Order" is no namespace and PascalCase name)',
    ],
    [
      'a record in lower case',
      order(fields, { name: 'order' }),
      ' wrong-name ("test.order" is no namespace and PascalCase name)',
    ],
    [
      'a code in lower case',
      order([field('code', { ...code, codes: ['accepted'] })]),
      'code wrong-name (the code "accepted" is not UPPER_CASE)',
    ],
  ])('%s is refused', (_, schema, expected) => {
    expect(findings({ versions: [schema] })).toContain(`order, version 1: ${expected}`)
  })
})

describe('a consumer', () => {
  const relied = {
    id: 'string',
    code: { type: 'code', codes: ['AP'] },
    note: 'string?',
    lines: 'array',
    'lines[].quantity': 'decimal',
  }
  const broken = (second: object) =>
    findings({ versions: [order(), second], relied }).filter((finding) => finding.includes('for reader'))

  test('that gets what it relies on has nothing to say, whatever else changes', () => {
    const changed = [...without('code'), field('code', { ...code, codes: ['AP', 'CA'] }), field('x', 'int')]
    expect(broken(order(changed))).toEqual([])
  })

  test.each([
    ['a field that goes', without('id'), 'id consumer-misses-field (is not in the schema)'],
    [
      'a field that goes, though it had a default',
      without('note'),
      'note consumer-misses-field (is not in the schema)',
    ],
    [
      'a field that may be null from now on',
      [...without('id'), field('id', ['null', 'string'])],
      'id consumer-gets-null (may be null)',
    ],
    [
      'a field of another type, also where Avro would widen it',
      [...without('id'), field('id', 'bytes')],
      'id consumer-gets-other-type (is bytes instead of string)',
    ],
    [
      'a field of several types',
      [...without('id'), field('id', ['string', 'int'])],
      'id consumer-gets-other-type (is union instead of string)',
    ],
    [
      'a code that goes',
      [...without('code'), field('code', { ...code, codes: ['RE'] })],
      'code consumer-misses-code (AP is not in its list)',
    ],
    [
      'a logical type that goes',
      [...without('code'), field('code', 'string')],
      'code consumer-gets-other-type (is string instead of code)',
    ],
    [
      'a field inside of lines that goes',
      [...without('lines'), field('lines', { type: 'array', items: { ...line, fields: [] } })],
      'lines[].quantity consumer-misses-field (is not in the schema)',
    ],
  ])('is named with %s', (_, changed, expected) => {
    expect(broken(order(changed))).toEqual([`order, version 2, for reader: ${expected}`])
  })
})
