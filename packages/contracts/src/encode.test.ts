// Writing does the checking: nothing may be written that the check refuses, and nothing refused that it takes.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { closedBy } from './closed.ts'
import { ContractViolated, createCodec } from './codec.ts'
import type { Contract } from './contract.ts'
import { contracts } from './contracts.ts'
import { exampleOrder, exampleOutcomes, exampleUpdates } from './examples.ts'
import { compile } from './logical-types.ts'
import { registryOfAll } from './testing/index.ts'
import { violationsOf } from './validate.ts'

// Their types are of no use here: values are what no type allows.
const contractNamed = (name: keyof typeof contracts) => contracts[name] as unknown as Contract<unknown>
const examples: readonly (readonly [Contract<unknown>, object])[] = [
  [contractNamed('order'), exampleOrder],
  ...Object.values(exampleUpdates).map((update) => [contractNamed('orderUpdate'), update] as const),
  ...Object.values(exampleOutcomes).map((outcome) => [contractNamed('orderUpdateOutcome'), outcome] as const),
]
const strange = fc.oneof(
  fc.constantFrom(undefined, null, '', '0', '-1', 'AP', '\ud800', '2026-02-30', 2 ** 40, 1.5, true, [], {}),
  fc.string(),
  fc.integer(),
  fc.jsonValue() as fc.Arbitrary<unknown>,
)

/** Every object and array within a value, itself included. */
function placesIn(value: unknown): object[] {
  return typeof value !== 'object' || value === null
    ? []
    : [value, ...Object.values(value).flatMap((each) => placesIn(each))]
}

test('what is written is what the check takes, and what is refused is told by its places', async () => {
  const codecs = await Promise.all(
    examples.map(([contract]) => createCodec(contract, 'topic', registryOfAll)),
  )
  const change = fc.record({ place: fc.nat(), field: fc.nat(), undeclared: fc.boolean(), to: strange })
  const refused = { yes: 0, no: 0 }
  fc.assert(
    fc.property(fc.nat(examples.length - 1), fc.array(change, { maxLength: 2 }), (chosen, changes) => {
      const [contract, example] = examples[chosen] as (typeof examples)[number]
      const value = structuredClone(example)
      for (const { place, field, undeclared, to } of changes) {
        const places = placesIn(value)
        const object = places[place % places.length] as Record<string, unknown>
        const fields = Object.keys(object)
        object[undeclared ? 'undeclared' : (fields[field % fields.length] ?? '0')] = structuredClone(to)
      }
      const violations = violationsOf(contract, value)
      const encode = () => codecs[chosen]?.encode(value)
      refused[violations.length > 0 ? 'yes' : 'no']++
      if (violations.length === 0) {
        expect(encode()?.subarray(5)).toEqual(contract.type.toBuffer(value))
      } else {
        const fault: unknown = thrownBy(encode)
        expect(fault).toBeInstanceOf(ContractViolated)
        expect((fault as ContractViolated).violations).toEqual(violations)
      }
    }),
    { numRuns: 3000 },
  )
  expect(Math.min(refused.yes, refused.no)).toBeGreaterThan(100)
})

test.each([
  [{ a: { b: 1 }, all: [], rest: null }, true],
  [{ a: { b: 1, c: 2 }, all: [], rest: null }, false],
  [{ a: { b: 1 }, all: [{ b: 1 }, { b: 1, c: 2 }], rest: null }, false],
  [{ a: { b: 1 }, all: [], rest: { a: { b: 1 }, all: [], rest: null } }, true],
  [{ a: { b: 1 }, all: [], rest: { a: { b: 1, c: 2 }, all: [], rest: null } }, false],
  [{ a: { b: 1 }, all: [], rest: null, more: 1 }, false],
])(
  'a field that is not declared is found in any depth, also of a record within itself: %j is closed: %s',
  (value, closed) => {
    const inner = { type: 'record', name: 'Inner', fields: [{ name: 'b', type: 'int' }] }
    const type = compile({
      type: 'record',
      name: 'Outer',
      fields: [
        { name: 'a', type: inner },
        { name: 'all', type: { type: 'array', items: 'Inner' } },
        { name: 'rest', type: ['null', 'Outer'] },
      ],
    })
    expect(closedBy(type)(value)).toBe(closed)
  },
)

function thrownBy(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  return undefined
}
