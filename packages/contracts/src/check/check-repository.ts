import { schemaVersions } from '../contract.ts'
import { contracts, schemaFolders } from '../contracts.ts'
import { recordingOf } from '../record/recordings.ts'
import { checkContract, type Finding } from './check-contract.ts'
import type { Reliance } from './reliance.ts'

/**
 * Checks every contract as this repository has it, without a registry.
 * @param consumers what each relies on, by its name
 */
export function checkRepository(consumers: ReadonlyMap<string, Reliance>): Finding[] {
  const names = Object.values(contracts).map(({ name }) => name)
  return [
    ...names.flatMap((name, index) => {
      const folder = schemaFolders[index] ?? ''
      const versions = schemaVersions(folder)
      const recorded = versions.flatMap(({ number }): [number, string][] => {
        const recording = recordingOf(folder, number)
        return recording ? [[number, recording.fingerprint]] : []
      })
      const relied = [...consumers].flatMap(([consumer, reliance]) => {
        const fields = reliance[name]
        return fields ? [[consumer, fields] as const] : []
      })
      return checkContract({ name, versions, recorded: new Map(recorded), consumers: new Map(relied) })
    }),
    ...[...consumers].flatMap(([consumer, reliance]) =>
      Object.keys(reliance)
        .filter((name) => !names.includes(name))
        .map((name): Finding => ({
          about: consumer,
          place: '',
          rule: 'unknown-contract',
          found: `relies on ${name}, which is no contract`,
        })),
    ),
  ]
}
