import { mkdirSync, writeFileSync } from 'node:fs'
import { fingerprintOf } from '../check/fingerprint.ts'
import { contracts, schemaFolders } from '../contracts.ts'
import { type Contract, schemaVersions } from '../contract.ts'
import { violationsOf } from '../validate.ts'
import { type Recording, recordingFile, recordingOf } from './recordings.ts'
import { samples } from './samples.ts'

// Writes what is missing and nothing else: a recording that changes proves nothing about messages of the past.
for (const [index, contract] of (Object.values(contracts) as Contract<never>[]).entries()) {
  const folder = schemaFolders[index] ?? ''
  const version = schemaVersions(folder).at(-1)?.number ?? 0
  if (recordingOf(folder, version)) {
    console.error(`${contract.name}, version ${version}: is recorded already, and stays as it is`)
    continue
  }
  const messages = samples[folder as keyof typeof samples].map((value) => {
    const violations = violationsOf(contract, value)
    if (violations.length > 0)
      throw new Error(`${contract.name}: a sample is none: ${JSON.stringify(violations)}`)
    return { value, bytes: contract.type.toBuffer(value).toString('hex') }
  })
  const recording: Recording = { fingerprint: fingerprintOf(contract.schema), messages }
  const file = recordingFile(folder, version)
  mkdirSync(new URL('.', file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(recording, null, 2)}\n`, { flag: 'wx' })
  console.error(`${contract.name}, version ${version}: ${messages.length} messages are recorded`)
}
