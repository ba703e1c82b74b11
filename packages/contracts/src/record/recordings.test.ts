import { describe, expect, test } from 'vitest'
import { fingerprintOf } from '../check/fingerprint.ts'
import { type Contract, schemaVersions } from '../contract.ts'
import { contracts, schemaFolders } from '../contracts.ts'
import { compile } from '../logical-types.ts'
import { violationsOf } from '../validate.ts'
import { recordingOf } from './recordings.ts'

const versions = (Object.values(contracts) as Contract<never>[]).flatMap((contract, index) => {
  const folder = schemaFolders[index] ?? ''
  return schemaVersions(folder).map(({ number, text }) => ({ contract, folder, number, text }))
})

describe.each(versions)(
  'what version $number of $contract.name wrote',
  ({ contract, folder, number, text }) => {
    const recording = recordingOf(folder, number)

    test('is recorded, with the schema as it is (run `pnpm contracts:record` for a new version)', () => {
      expect(recording?.fingerprint).toBe(fingerprintOf(text))
      expect(recording?.messages.length).toBeGreaterThan(0)
    })

    test('is read today as what it was, and keeps the contract', () => {
      const resolver = contract.type.createResolver(compile(JSON.parse(text)))
      for (const { value, bytes } of recording?.messages ?? []) {
        const read: unknown = contract.type.fromBuffer(Buffer.from(bytes, 'hex'), resolver)
        // Fields that are newer than the message have their default.
        expect(read).toMatchObject(value as object)
        expect(violationsOf(contract, read)).toEqual([])
      }
    })
  },
)
