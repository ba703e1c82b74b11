import { connectRegistry, contracts, createCodec } from '@channel-adapter/contracts'
import type { IncomingMessage } from '@channel-adapter/messaging'
import type { Ledger } from './ledger.ts'

/** A topic, and what notes its messages. */
export interface NotedTopic {
  readonly topic: string
  readonly note: (message: IncomingMessage) => Promise<void>
}

/** The purchasing topics with what notes their messages in a ledger. */
export async function notedTopics(
  { registryUrl, topicPrefix = '' }: { readonly registryUrl: string; readonly topicPrefix?: string },
  ledger: Ledger,
): Promise<NotedTopic[]> {
  const registry = connectRegistry(registryUrl)
  const orderTopic = topicPrefix + contracts.order.name
  const updateTopic = topicPrefix + contracts.orderUpdate.name
  const outcomeTopic = topicPrefix + contracts.orderUpdateOutcome.name
  const [orders, updates, outcomes] = await Promise.all([
    createCodec(contracts.order, orderTopic, registry),
    createCodec(contracts.orderUpdate, updateTopic, registry),
    createCodec(contracts.orderUpdateOutcome, outcomeTopic, registry),
  ])
  return [
    { topic: orderTopic, note: async (m) => ledger.noteOrder(await orders.decode(m.value), m) },
    { topic: updateTopic, note: async (m) => ledger.noteUpdate(await updates.decode(m.value), m) },
    { topic: outcomeTopic, note: async (m) => ledger.noteOutcome(await outcomes.decode(m.value), m) },
  ]
}
