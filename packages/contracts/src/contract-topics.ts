import type { Contract } from './contract.ts'
import { contracts } from './contracts.ts'
import { partnerTopics } from './topics.ts'

export interface ContractTopic {
  /** Prefix included. */
  readonly topic: string
  readonly contract: Contract<never>
}

/**
 * Every topic under which a contract is registered. Pure.
 * @param prefix put before every topic's name, see TOPIC_PREFIX
 * @param partners ids of those that are kept apart: the same contracts, under their topics too
 */
export function contractTopics(prefix: string, partners: readonly string[]): ContractTopic[] {
  return [
    ...Object.values(contracts).map((contract) => ({ topic: prefix + contract.name, contract })),
    ...partners.flatMap((partner) => {
      const { orders, outcomes, updates } = partnerTopics(partner, prefix)
      return [
        { topic: orders, contract: contracts.order },
        { topic: outcomes, contract: contracts.orderUpdateOutcome },
        { topic: updates, contract: contracts.orderUpdate },
      ]
    }),
  ]
}
