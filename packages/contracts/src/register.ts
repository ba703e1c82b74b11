import { contracts } from './contracts.ts'
import type { Contract } from './contract.ts'
import { registerContract, type Registry, subjectOf } from './registry.ts'
import { partnerTopics } from './topics.ts'

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
  const topics: [string, Contract<never>][] = [
    ...Object.values(contracts).map((contract): [string, Contract<never>] => [
      prefix + contract.name,
      contract,
    ]),
    ...partners.flatMap((partner): [string, Contract<never>][] => {
      const { orders, outcomes, updates } = partnerTopics(partner, prefix)
      return [
        [orders, contracts.order],
        [outcomes, contracts.orderUpdateOutcome],
        [updates, contracts.orderUpdate],
      ]
    }),
  ]
  for (const [topic, contract] of topics) {
    const subject = subjectOf(topic)
    registered.push({ subject, id: await registerContract(registry, contract, subject) })
  }
  return registered
}
