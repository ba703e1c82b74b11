import { loadReceipts } from '@channel-adapter/adventureworks'
import { contracts, createCodec, type Registry } from '@channel-adapter/contracts'
import {
  createPublisher,
  type KafkaConnection,
  subscribe,
  type SubscriptionState,
} from '@channel-adapter/messaging'
import type { Book } from './book.ts'
import { handleSnapshot } from './handle-snapshot.ts'

/** The consumer group, before any prefix. */
export const GROUP = 'mock-inventory'

// Answers wait for the broker together and share its batches: 256 took a fifth less CPU than 64.
const CONCURRENCY = 256
// An answer that is held back takes a place: there must be places for the other orders.
const CONCURRENCY_WITH_DELAY = 4096

export interface InventoryOptions {
  readonly kafka: KafkaConnection
  readonly registry: Registry
  readonly topicPrefix: string
  /** Stays open: who opened it closes it. */
  readonly book: Book
  /** Milliseconds before each answer. */
  readonly answerDelayMs: number
  readonly onFatal: (error: Error) => void
}

export interface Inventory {
  state(): SubscriptionState
  stop(graceMs?: number): Promise<void>
}

/** The inventory system, answering. @throws {NotRegistered} {RegistryUnavailable}, or when the broker is away */
export async function createApp(options: InventoryOptions): Promise<Inventory> {
  const { kafka, registry, topicPrefix, book, answerDelayMs, onFatal } = options
  const orders = topicPrefix + contracts.order.name
  const updates = topicPrefix + contracts.orderUpdate.name
  const publisher = createPublisher(kafka)
  const subscription = await subscribe(kafka, {
    group: topicPrefix + GROUP,
    topic: orders,
    concurrency: answerDelayMs > 0 ? CONCURRENCY_WITH_DELAY : CONCURRENCY,
    handle: handleSnapshot({
      codec: await createCodec(contracts.order, orders, registry),
      book,
      receipts: loadReceipts(),
      publisher,
      channel: { codec: await createCodec(contracts.orderUpdate, updates, registry), topic: updates },
      answerDelayMs,
    }),
    onFatal,
  })
  return {
    state: () => subscription.state(),
    async stop(graceMs) {
      await subscription.stop(graceMs)
      await publisher.stop()
    },
  }
}
