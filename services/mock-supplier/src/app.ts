import { loadCatalogue } from '@channel-adapter/adventureworks'
import { contracts, createCodec, partnerTopics, type Registry } from '@channel-adapter/contracts'
import {
  answerMessage,
  createPublisher,
  type KafkaConnection,
  subscribe,
  type SubscriptionState,
} from '@channel-adapter/messaging'
import { AnsweredOrders } from './answered-orders.ts'
import { handleSnapshot, type SendAnswer } from './handle-snapshot.ts'
import { openGateway } from './send-over-http.ts'
import { type Served, servedSuppliers } from './served-suppliers.ts'

// Answers wait for the broker together and share its batches: 256 took a fifth less CPU than 64.
const CONCURRENCY = 256
// An answer that is held back takes a place: there must be places for the other orders.
const CONCURRENCY_WITH_DELAY = 4096

export interface SupplierOptions {
  readonly kafka: KafkaConnection
  readonly registry: Registry
  readonly topicPrefix: string
  /** Its id, where it has topics of its own. */
  readonly partner?: string | undefined
  readonly served: Served
  /** Answers go through this gateway; over Kafka when undefined. */
  readonly gatewayUrl: string | undefined
  /** Where the gateway asks for one. */
  readonly gatewayKey?: string
  /** Milliseconds before each answer. */
  readonly answerDelayMs: number
  readonly onFatal: (error: Error) => void
}

export interface Supplier {
  state(): SubscriptionState
  stop(graceMs?: number): Promise<void>
}

/** The consumer group of a group of suppliers, before any prefix. */
export function consumerGroup(group: string): string {
  return `mock-supplier.${group}`
}

/** A group of suppliers, answering. @throws {NotRegistered} {RegistryUnavailable}, or when the broker is away */
export async function createApp(options: SupplierOptions): Promise<Supplier> {
  const { kafka, registry, topicPrefix, partner, served, gatewayUrl, answerDelayMs, onFatal } = options
  const { orders } = topicsOf(options)
  const road =
    gatewayUrl === undefined
      ? await openKafka(options)
      : openGateway(gatewayUrl, kafka.log, options.gatewayKey)
  const subscription = await subscribe(kafka, {
    group: topicPrefix + (partner ?? consumerGroup(served.group)),
    topic: orders,
    concurrency: answerDelayMs > 0 ? CONCURRENCY_WITH_DELAY : CONCURRENCY,
    handle: handleSnapshot({
      codec: await createCodec(contracts.order, orders, registry),
      serves: servedSuppliers(served),
      catalogue: loadCatalogue(),
      answered: new AnsweredOrders(),
      send: road.send,
      answerDelayMs,
    }),
    onFatal,
  })
  return {
    state: () => subscription.state(),
    async stop(graceMs) {
      await subscription.stop(graceMs)
      await road.close()
    },
  }
}

function topicsOf({ partner, topicPrefix }: SupplierOptions): { orders: string; updates: string } {
  if (partner !== undefined) return partnerTopics(partner, topicPrefix)
  return { orders: topicPrefix + contracts.order.name, updates: topicPrefix + contracts.orderUpdate.name }
}

async function openKafka(options: SupplierOptions): Promise<{ send: SendAnswer; close(): Promise<void> }> {
  const { kafka, registry } = options
  const topic = topicsOf(options).updates
  const channel = { codec: await createCodec(contracts.orderUpdate, topic, registry), topic }
  const publisher = createPublisher(kafka)
  return {
    send: (update, snapshot) => publisher.publish([answerMessage(update, snapshot, channel)]),
    close: () => publisher.stop(),
  }
}
