import { contractTopics } from './contract-topics.ts'
import { registerContract, type Registry, subjectOf } from './registry.ts'

/**
 * The deploy step: registers every contract's current schema. Services only read.
 * @param prefix put before every topic's name, see TOPIC_PREFIX
 * @param partners ids of those that are kept apart: the same schemas, under the subjects of their topics too
 * @returns what was registered, or was there already
 * @throws {IncompatibleSchema} {@link RegistryUnavailable}
 */
export async function registerContracts(
  registry: Pick<Registry, 'options'>,
  prefix = '',
  partners: readonly string[] = [],
): Promise<{ subject: string; id: number }[]> {
  const registered: { subject: string; id: number }[] = []
  for (const { topic, contract } of contractTopics(prefix, partners)) {
    const subject = subjectOf(topic)
    registered.push({ subject, id: await registerContract(registry, contract, subject) })
  }
  return registered
}
