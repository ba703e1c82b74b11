import { type Codec, contracts, InvalidMessage, type OrderUpdate } from '@channel-adapter/contracts'
import type { ErpConnection, ErpOrder } from '@channel-adapter/erp'
import {
  type KafkaConnection,
  type Publisher,
  subscribe,
  type Subscription,
  type SubscriptionState,
} from '@channel-adapter/messaging'
import { LRUCache } from 'lru-cache'
import { decodeUpdate, tellParked, updateHandler } from './handle-update.ts'
import type { OutcomeChannel } from './outcome-message.ts'

export interface ApplierOptions {
  readonly kafka: KafkaConnection
  readonly topicPrefix: string
  readonly connections: readonly {
    readonly erp: ErpConnection
    /** Orders at work at a time. */
    readonly concurrency: number
  }[]
  readonly codec: Codec<OrderUpdate>
  readonly outcomes: OutcomeChannel
  readonly publisher: Publisher
  readonly orderGraceMs: number
  readonly onFatal: (error: Error) => void
}

export interface Applier {
  states(): { connection: string; state: SubscriptionState }[]
  stop(graceMs?: number): Promise<void>
}

const MAX_KNOWN_ORDERS = 20_000

/** The group that applies a connection's updates. */
export function applierGroup(topicPrefix: string, connection: string): string {
  return `${topicPrefix}update-applier.${connection}`
}

/** The group that looks after updates whose key names no connection: nothing is passed over in silence. */
export const UNROUTED = 'unrouted'

/** The applier: one group for each connection, so that a dead ERP holds up nobody else. */
export async function createApp(options: ApplierOptions): Promise<Applier> {
  const { kafka, topicPrefix, connections, codec, outcomes, publisher, orderGraceMs, onFatal } = options
  const topic = topicPrefix + contracts.orderUpdate.name
  const prefixes = connections.map(({ erp }) => `${erp.id}:`)
  const subscriptions = new Map<string, Subscription>()

  for (const { erp, concurrency } of connections) {
    const known = new LRUCache<string, ErpOrder>({ max: MAX_KNOWN_ORDERS })
    const effects = { outcomes, publisher, now: Date.now }
    const subscription = await subscribe(kafka, {
      group: applierGroup(topicPrefix, erp.id),
      topic,
      concurrency,
      accepts: (key) => key.startsWith(`${erp.id}:`),
      handle: updateHandler({ erp, known, codec, orderGraceMs, ...effects }),
      onParked: (message, failure) => tellParked(message, failure, codec, effects),
      onFatal,
    })
    subscriptions.set(erp.id, subscription)
  }
  subscriptions.set(
    UNROUTED,
    await subscribe(kafka, {
      group: applierGroup(topicPrefix, UNROUTED),
      topic,
      accepts: (key) => !prefixes.some((prefix) => key.startsWith(prefix)),
      handle: async (message) => {
        await decodeUpdate(message, codec)
        throw new InvalidMessage(
          'unknown-connection',
          `no ERP connection is configured for the key "${message.key}"`,
        )
      },
      onFatal,
    }),
  )

  return {
    states: () =>
      [...subscriptions].map(([connection, subscription]) => ({ connection, state: subscription.state() })),
    async stop(graceMs) {
      await Promise.all([...subscriptions.values()].map((subscription) => subscription.stop(graceMs)))
      await publisher.stop()
      await Promise.all(connections.map(({ erp }) => erp.close()))
    },
  }
}
