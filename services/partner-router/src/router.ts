import {
  type Codec,
  contracts,
  InvalidMessage,
  type Order,
  orderKey,
  type OrderUpdate,
  type OrderUpdateOutcome,
  partnerTopics,
  ROUTER_GROUP,
} from '@channel-adapter/contracts'
import { failedMessage, type IncomingMessage, type OutgoingMessage, unfit } from '@channel-adapter/messaging'
import { maySpeakFor, type Partner, refusal } from '@channel-adapter/partners'
import { type Routed, routeOrder } from './route-order.ts'
import { routedRecord } from './state.ts'
import { withdrawal } from './withdrawal.ts'

export interface Codecs {
  readonly order: Codec<Order>
  readonly update: Codec<OrderUpdate>
  readonly outcome: Codec<OrderUpdateOutcome>
}

export interface RouterOptions {
  /** Those that are kept apart. */
  readonly partners: readonly Partner[]
  readonly codecs: Codecs
  readonly topicPrefix: string
  readonly now: () => number
}

/** What becomes of one message, as messages to be published. */
export interface Passage {
  readonly kind: 'order' | 'outcome' | 'update' | 'refused'
  readonly messages: readonly OutgoingMessage[]
}

/** Passes messages on, between the topics that all share and those of one partner (EIP Message Router). */
export interface Router {
  /** Whatever is read, prefix included. */
  readonly topics: readonly string[]
  /**
   * @param routed to whom each order was given; kept up to date here
   * @throws {RegistryUnavailable} when the message cannot be read now
   */
  pass(message: IncomingMessage, routed: Map<string, Routed>): Promise<Passage>
}

export function createRouter({ partners, codecs, topicPrefix, now }: RouterOptions): Router {
  const topicsOf = (partner: string) => partnerTopics(partner, topicPrefix)
  const orders = topicPrefix + contracts.order.name
  const outcomes = topicPrefix + contracts.orderUpdateOutcome.name
  const updates = topicPrefix + contracts.orderUpdate.name
  const senders = new Map(partners.map((partner) => [topicsOf(partner.id).updates, partner]))

  async function passOrder(message: IncomingMessage, routed: Map<string, Routed>): Promise<Passage> {
    const { key, value, offset, partition } = message
    const order = value.length === 0 ? undefined : await codecs.order.decode(value)
    // Who has an order is remembered by its key: under another it would be given, and never withdrawn.
    if (order) checkKey(key, order)
    const { send, withdraw, remember } = routeOrder(partners, order, offset, routed.get(key))
    if (remember) routed.set(key, remember)
    return {
      kind: 'order',
      messages: [
        ...send.map((id) => forwarded(message, topicsOf(id).orders)),
        ...withdraw.map((id) => withdrawal(message, id, topicsOf(id).orders)),
        ...(remember ? [routedRecord(topicPrefix, partition, key, remember)] : []),
      ],
    }
  }

  async function passOutcome(message: IncomingMessage): Promise<Passage> {
    const { partner: name } = await codecs.outcome.decode(message.value)
    const to = partners.filter((partner) => maySpeakFor(partner, name))
    return { kind: 'outcome', messages: to.map(({ id }) => forwarded(message, topicsOf(id).outcomes)) }
  }

  /** The topic tells who sends, since nobody else may write it; what he may is the same as over HTTP. */
  async function passUpdate(message: IncomingMessage, sender: Partner): Promise<Passage> {
    const update = await codecs.update.decode(message.value)
    checkKey(message.key, update)
    const refused = refusal(sender, { type: contracts.orderUpdate.name, order: message.key, update })
    if (refused !== undefined) throw new InvalidMessage('not-permitted', refused)
    return { kind: 'update', messages: [forwarded(message, updates)] }
  }

  return {
    topics: [orders, outcomes, ...senders.keys()],
    async pass(message, routed) {
      try {
        const fault = unfit(message)
        if (fault) throw fault
        if (message.topic === orders) return await passOrder(message, routed)
        if (message.topic === outcomes) return await passOutcome(message)
        const sender = senders.get(message.topic)
        if (!sender) throw new Error(`nobody asked for ${message.topic}`)
        return await passUpdate(message, sender)
      } catch (error) {
        if (!(error instanceof InvalidMessage)) throw error
        const firstFailedAt = new Date(now()).toISOString()
        const failure = { code: error.code, text: error.message, attempts: 1, firstFailedAt }
        return {
          kind: 'refused',
          messages: [failedMessage(message, topicPrefix + ROUTER_GROUP, 'invalid', failure)],
        }
      }
    },
  }
}

function checkKey(key: string, about: { readonly source: string; readonly number: string }): void {
  if (orderKey(about) === key) return
  throw new InvalidMessage('key-mismatch', `the key is "${key}", the message is about "${orderKey(about)}"`)
}

/** As it came; its key decides the partition, as that of every purchasing message does. */
function forwarded({ key, value, headers }: IncomingMessage, topic: string): OutgoingMessage {
  return { topic, key, value, headers }
}
