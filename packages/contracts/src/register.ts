import { contracts } from './contracts.ts'
import { registerContract, type Registry, subjectOf } from './registry.ts'

/**
 * The deploy step: registers every contract's current schema. Services only read.
 * @param prefix put before every topic's name, see TOPIC_PREFIX
 * @returns what was registered, or was there already
 * @throws {IncompatibleSchema} {@link RegistryUnavailable}
 */
export async function registerContracts(
  registry: Pick<Registry, 'options'>,
  prefix = '',
): Promise<{ subject: string; id: number }[]> {
  const registered: { subject: string; id: number }[] = []
  for (const contract of Object.values(contracts)) {
    const subject = subjectOf(prefix + contract.name)
    registered.push({ subject, id: await registerContract(registry, contract, subject) })
  }
  return registered
}
