import {
  connectRegistry,
  contracts,
  createCodec,
  InvalidMessage,
  parseOrderKey,
} from '@channel-adapter/contracts'
import type { IncomingMessage } from '@channel-adapter/messaging'
import type { Ledger } from './ledger.ts'

/** A topic, and what notes its messages. */
export interface NotedTopic {
  readonly topic: string
  readonly note: (message: IncomingMessage) => Promise<void>
}

export interface NotedTopicsOptions {
  readonly registryUrl: string
  readonly topicPrefix?: string
  /** Told of bytes that are no message of their topic. Default: they hold up the ledger, where there must be none. */
  readonly onInvalid?: (message: IncomingMessage) => void
}

/** The ledger for what is about the orders of an ERP connection; undefined where nobody wants to know of it. */
export type LedgerOf = (source: string) => Ledger | undefined

/** The purchasing topics with what notes their messages in ledgers. */
export async function notedTopics(
  { registryUrl, topicPrefix = '', onInvalid }: NotedTopicsOptions,
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
  const topics: NotedTopic[] = [
    { topic: orderTopic, note: async (m) => ledgerFor(m)?.noteOrder(await orders.decode(m.value), m) },
    { topic: updateTopic, note: async (m) => ledgerFor(m)?.noteUpdate(await updates.decode(m.value), m) },
    { topic: outcomeTopic, note: async (m) => ledgerFor(m)?.noteOutcome(await outcomes.decode(m.value), m) },
  ]
  return onInvalid ? topics.map((topic) => passingOverInvalid(topic, onInvalid)) : topics
}

function passingOverInvalid(
  { topic, note }: NotedTopic,
  onInvalid: (message: IncomingMessage) => void,
): NotedTopic {
  return {
    topic,
    async note(message) {
      try {
        await note(message)
      } catch (error) {
        if (!(error instanceof InvalidMessage)) throw error
        onInvalid(message)
      }
    },
  }
}
