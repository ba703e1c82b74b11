import { connectRegistry, contracts, createCodec, parseOrderKey } from '@channel-adapter/contracts'
import type { IncomingMessage } from '@channel-adapter/messaging'
import type { Ledger } from './ledger.ts'

/** A topic, and what notes its messages. */
export interface NotedTopic {
  readonly topic: string
  readonly note: (message: IncomingMessage) => Promise<void>
}

/** The ledger for what is about the orders of an ERP connection; undefined where nobody wants to know of it. */
export type LedgerOf = (source: string) => Ledger | undefined

/** The purchasing topics with what notes their messages in ledgers. */
export async function notedTopics(
  { registryUrl, topicPrefix = '' }: { readonly registryUrl: string; readonly topicPrefix?: string },
  ledgerOf: LedgerOf,
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
  const ledgerFor = ({ key }: IncomingMessage) => ledgerOf(parseOrderKey(key)?.source ?? '')
  return [
    { topic: orderTopic, note: async (m) => ledgerFor(m)?.noteOrder(await orders.decode(m.value), m) },
    { topic: updateTopic, note: async (m) => ledgerFor(m)?.noteUpdate(await updates.decode(m.value), m) },
    { topic: outcomeTopic, note: async (m) => ledgerFor(m)?.noteOutcome(await outcomes.decode(m.value), m) },
  ]
}
