// Guarantee: what the documents show as an example is one.
import { describe, expect, test } from 'vitest'
import type { Contract } from './contract.ts'
import { contracts } from './contracts.ts'
import { exampleMessage, exampleMissing, exampleOrder, exampleOutcomes, exampleUpdates } from './examples.ts'
import { kindsOf } from './update-kind.ts'
import { violationsOf } from './validate.ts'

const examples: [Contract<never>, object[]][] = [
  [contracts.order, [exampleOrder]],
  [contracts.orderUpdate, Object.values(exampleUpdates)],
  [contracts.orderUpdateOutcome, Object.values(exampleOutcomes)],
  [contracts.missingAnswer, [exampleMissing]],
  [contracts.channelMessage, [exampleMessage]],
]

describe.each(examples)('the examples', ({ name, ...contract }, values) => {
  test(`keep ${name}, and come back from Avro as they are`, () => {
    for (const value of values) {
      expect(violationsOf({ name, ...contract }, value)).toEqual([])
      expect(contract.type.fromBuffer(contract.type.toBuffer(value))).toEqual(value)
    }
  })
})

test('of updates show every kind, each named for its body', () => {
  for (const [body, update] of Object.entries(exampleUpdates)) {
    expect(update).toMatchObject({ [body]: expect.any(Object) as object })
  }
  expect(new Set(Object.values(exampleUpdates).flatMap((update) => kindsOf(update))).size).toBe(5)
})
