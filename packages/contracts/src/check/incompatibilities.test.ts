import avro from 'avsc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { incompatibilities } from './incompatibilities.ts'
import { hindersOlderReadersOnly } from './rules.ts'
import { schemaTree } from './schema-tree.ts'

type Schema = string | object
const record = (fields: object[], more: object = {}) => ({ type: 'record', name: 'a.Order', fields, ...more })
const holding = (type: unknown) => record([{ name: 'x', type }])
const decimal = (precision: number, scale: number) => ({
  type: 'bytes',
  logicalType: 'decimal',
  precision,
  scale,
})
const codes = (...list: string[]) => ({ type: 'string', logicalType: 'code', codes: list })
const symbols = (list: string[], more: object = {}) => ({ type: 'enum', name: 'a.E', symbols: list, ...more })
const fixed = (size: number) => ({ type: 'fixed', name: 'a.F', size })
const line = (fields: object[]) => ({ type: 'record', name: 'a.Line', fields })
const x = { name: 'x', type: 'int' }
const y = { name: 'y', type: 'int' }

/** `place rule` of each finding when the first schema becomes the second. */
function found(older: Schema, newer: Schema): string[] {
  return incompatibilities(schemaTree(newer), schemaTree(older)).map(({ place, rule }) => `${place} ${rule}`)
}

describe('refused is', () => {
  test.each<[string, Schema, Schema, string]>([
    ['a new field without a default', record([x]), record([x, y]), 'y field-added-without-default'],
    ['a field removed that had no default', record([x, y]), record([x]), 'y field-removed'],
    ['a rename', record([x]), record([{ ...y, default: 0 }]), 'x field-removed'],
    ['text that becomes a number', holding('string'), holding('int'), 'x type-changed'],
    ['a number that becomes narrower', holding('long'), holding('int'), 'x type-changed'],
    ['a plain type that becomes a record', holding('int'), holding(line([])), 'x type-changed'],
    ['a plain type in a union without it', holding('int'), holding(['null', 'string']), 'x type-changed'],
    ['null that is not allowed any more', holding(['null', 'int']), holding('int'), 'x union-narrowed'],
    ['a branch less', holding(['null', 'int', 'string']), holding(['null', 'int']), 'x union-narrowed'],
    ['another name of the record', record([x]), record([x], { name: 'a.Bestellung' }), ' name-changed'],
    ['another namespace', record([x]), record([x], { name: 'b.Order' }), ' name-changed'],
    [
      'another name of an enum',
      holding(symbols(['A'])),
      holding(symbols(['A'], { name: 'a.G' })),
      'x name-changed',
    ],
    ['two fields read as one', record([x, y]), record([{ ...x, aliases: ['y'] }]), 'x alias-ambiguous'],
    ['a symbol less', holding(symbols(['A', 'B'])), holding(symbols(['A'])), 'x symbol-removed'],
    [
      'a symbol more, for who has no default',
      holding(symbols(['A'])),
      holding(symbols(['A', 'B'])),
      'x symbol-added',
    ],
    ['a code less', holding(codes('AP', 'RE')), holding(codes('AP')), 'x code-removed'],
    ['any text narrowed to codes', holding('string'), holding(codes('AP')), 'x code-removed'],
    ['another scale', holding(decimal(28, 8)), holding(decimal(28, 2)), 'x decimal-changed'],
    ['another precision', holding(decimal(28, 8)), holding(decimal(38, 8)), 'x decimal-changed'],
    ['a decimal that becomes bytes', holding(decimal(28, 8)), holding('bytes'), 'x logical-type-changed'],
    [
      'another unit of time',
      holding({ type: 'long', logicalType: 'timestamp-micros' }),
      holding({ type: 'long', logicalType: 'timestamp-millis' }),
      'x logical-type-changed',
    ],
    [
      'a day that becomes a moment',
      holding({ type: 'int', logicalType: 'date' }),
      holding({ type: 'long', logicalType: 'timestamp-micros' }),
      'x type-changed',
    ],
    ['another size of bytes', holding(fixed(4)), holding(fixed(8)), 'x fixed-size-changed'],
    [
      'a change deep in a record',
      holding(line([x])),
      holding(line([x, y])),
      'x.y field-added-without-default',
    ],
    [
      'a change in the items of an array',
      holding({ type: 'array', items: line([x]) }),
      holding({ type: 'array', items: line([{ ...x, type: 'string' }]) }),
      'x[].x type-changed',
    ],
    [
      'a change in the values of a map',
      holding({ type: 'map', values: 'long' }),
      holding({ type: 'map', values: 'int' }),
      'x{} type-changed',
    ],
    [
      'a change in a record that may be null',
      holding(['null', line([{ name: 'amount', type: decimal(28, 8) }])]),
      holding(['null', line([{ name: 'amount', type: decimal(28, 4) }])]),
      'x.amount decimal-changed',
    ],
    [
      'a change in a type that is used by its name',
      record([
        { name: 'x', type: line([x]) },
        { name: 'z', type: 'a.Line' },
      ]),
      record([
        { name: 'x', type: line([x, y]) },
        { name: 'z', type: 'Line' },
      ]),
      'x.y field-added-without-default',
    ],
  ])('%s', (_, older, newer, expected) => {
    expect(found(older, newer)).toContain(expected)
  })
})

describe('let pass is', () => {
  test.each<[string, Schema, Schema]>([
    ['the same again', holding(decimal(28, 8)), holding(decimal(28, 8))],
    ['a new field with a default', record([x]), record([x, { ...y, default: 0 }])],
    [
      'a new field that may be null',
      record([x]),
      record([x, { name: 'n', type: ['null', 'int'], default: null }]),
    ],
    ['a field removed that had a default', record([x, { ...y, default: 0 }]), record([x])],
    ['fields in another order', record([x, y]), record([y, x])],
    ['a field renamed with its alias', record([x]), record([{ ...y, aliases: ['x'] }])],
    [
      'a record renamed with its alias',
      record([x]),
      record([x], { name: 'b.Bestellung', aliases: ['a.Order'] }),
    ],
    ['int that becomes long', holding('int'), holding('long')],
    ['int that becomes double', holding('int'), holding('double')],
    ['float that becomes double', holding('float'), holding('double')],
    ['text that is read as bytes', holding('string'), holding('bytes')],
    ['what may now be null', holding('int'), holding(['null', 'int'])],
    ['what may now be null, and wider', holding('int'), holding(['null', 'long'])],
    ['a branch more', holding(['null', 'int']), holding(['null', 'int', 'string'])],
    ['branches in another order', holding(['int', 'null']), holding(['null', 'int'])],
    ['a code more', holding(codes('AP')), holding(codes('AP', 'RE'))],
    ['a list of codes opened to any text', holding(codes('AP')), holding('string')],
    [
      'a symbol less where a default is read instead',
      holding(symbols(['A', 'B'])),
      holding(symbols(['A'], { default: 'A' })),
    ],
    [
      'a symbol more where older readers have a default',
      holding(symbols(['A'], { default: 'A' })),
      holding(symbols(['A', 'B'], { default: 'A' })),
    ],
    ['another doc', record([x], { doc: 'One' }), record([{ ...x, doc: 'Two' }])],
    [
      'a record that holds itself',
      line([{ name: 'next', type: ['null', 'a.Line'], default: null }]),
      line([{ name: 'next', type: ['null', 'a.Line'], default: null }]),
    ],
  ])('%s', (_, older, newer) => {
    expect(found(older, newer)).toEqual([])
  })
})

test('every place is named, not only the first', () => {
  const older = record([x, y, { name: 'z', type: ['null', 'int'] }])
  const newer = record([
    { ...x, type: 'string' },
    { name: 'z', type: 'int' },
    { name: 'w', type: 'int' },
  ])
  expect(found(older, newer)).toEqual([
    'x type-changed',
    'z union-narrowed',
    'w field-added-without-default',
    'y field-removed',
  ])
})

describe('whatever two schemas there are', () => {
  const plain = fc.constantFrom('null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string')
  const { schema } = fc.letrec<{ schema: Schema; branch: Schema }>((tie) => ({
    branch: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      plain,
      fc.record({ type: fc.constant('array'), items: tie('schema') }),
      fc.record({ type: fc.constant('map'), values: tie('schema') }),
      fc.record({
        type: fc.constant('enum'),
        name: fc.constantFrom('a.E', 'b.E'),
        symbols: fc.uniqueArray(fc.constantFrom('A', 'B', 'C'), { minLength: 1 }),
      }),
      fc.record({
        type: fc.constant('fixed'),
        name: fc.constant('a.F'),
        size: fc.integer({ min: 1, max: 2 }),
      }),
      fc.record({
        type: fc.constant('record'),
        name: fc.constantFrom('a.R', 'a.S'),
        fields: fc.uniqueArray(
          fc.oneof(
            fc.record({ name: fc.constantFrom('x', 'y', 'z'), type: tie('schema') }),
            fc.record({
              name: fc.constantFrom('x', 'y', 'z'),
              type: fc.constant('int'),
              default: fc.constant(0),
            }),
          ),
          { selector: ({ name }) => name },
        ),
      }),
    ),
    schema: fc.oneof(
      tie('branch'),
      fc.uniqueArray(tie('branch'), {
        minLength: 1,
        maxLength: 3,
        selector: (branch) => (typeof branch === 'string' ? branch : JSON.stringify(branch)),
      }),
    ),
  }))

  test('they are refused exactly when the library that reads our messages cannot read the one with the other', () => {
    let refused = 0
    let passed = 0
    fc.assert(
      fc.property(schema, schema, (older, newer) => {
        const [writer, reader] = [compiled(older), compiled(newer)]
        fc.pre(writer !== undefined && reader !== undefined)
        const ours = incompatibilities(schemaTree(newer), schemaTree(older)).filter(
          ({ rule }) => !hindersOlderReadersOnly(rule),
        )
        const readable = resolves(reader, writer)
        if (readable) passed++
        else refused++
        expect(ours.length === 0, JSON.stringify(ours)).toBe(readable)
      }),
      { numRuns: 500, seed: 6 },
    )
    expect(Math.min(refused, passed)).toBeGreaterThan(20)
  })
})

/** Undefined when it is not valid Avro, such as a name that is defined twice. */
function compiled(schema: Schema): avro.Type | undefined {
  try {
    return avro.Type.forSchema(schema as avro.Schema, { wrapUnions: true })
  } catch {
    return undefined
  }
}

function resolves(reader: avro.Type | undefined, writer: avro.Type | undefined): boolean {
  try {
    if (writer) reader?.createResolver(writer)
    return true
  } catch {
    return false
  }
}
