import {
  applierGroup,
  type Codec,
  contracts,
  InvalidMessage,
  type OrderUpdate,
  type OrderUpdateOutcome,
  UNROUTED,
} from '@channel-adapter/contracts'
import type { ErpConnection, ErpOrder, Gate } from '@channel-adapter/erp'
import {
  followControl,
  type KafkaConnection,
  type Paused,
  type Publisher,
  subscribe,
  type Subscription,
  type SubscriptionOptions,
  type SubscriptionState,
} from '@channel-adapter/messaging'
import type { OrderRights } from '@channel-adapter/partners'
import { endsWithin } from '@channel-adapter/patience'
import { LRUCache } from 'lru-cache'
import { decodeUpdate, type HandlerDependencies, tellParked, updateHandler } from './handle-update.ts'
import type { OutcomeChannel } from './outcome-message.ts'
import { roomOfEach } from './room.ts'

export interface ApplierOptions {
  readonly kafka: KafkaConnection
  readonly topicPrefix: string
  readonly connections: readonly {
    readonly erp: ErpConnection
    /** The one before `erp`: closed when the applier stops. */
    readonly gate: Gate
    /** Orders at work at a time. */
    readonly concurrency: number
  }[]
  readonly codec: Codec<OrderUpdate>
  readonly outcomes: OutcomeChannel
  readonly publisher: Publisher
  readonly orderGraceMs: number
  /** What each connection may have taken from the broker and not yet done, in bytes of memory. Default: its share of 64 MiB. */
  readonly mostBytes?: number
  /** Who may answer which order. Default: everybody every. */
  readonly rights?: OrderRights
  /** Told of each outcome how long ago its update was sent. */
  readonly onOutcome?: (
    connection: string,
    result: OrderUpdateOutcome['result'],
    milliseconds: number,
  ) => void
  readonly onFatal: (error: Error) => void
}

export interface AppliedConnection {
  readonly connection: string
  readonly state: SubscriptionState
  /** By whom it is paused, if it is. */
  readonly paused: Paused | undefined
}

export interface Applier {
  states(): AppliedConnection[]
  stop(graceMs?: number): Promise<void>
}

/** Of all connections together, some 3 kB each: one that is not known costs a request more now and then. */
const MAX_KNOWN_ORDERS = 5000
// It has nothing left to send but for a handler that did not end within the grace.
const PUBLISHER_STOP_MS = 1000

/**
 * The applier: one group for each connection, so that a dead ERP holds up nobody else.
 * @throws when the broker cannot be reached, or a topic that is needed does not exist; then nothing is left running
 */
export async function createApp(options: ApplierOptions): Promise<Applier> {
  const { kafka, topicPrefix, connections, codec, outcomes, publisher, orderGraceMs, rights } = options
  // And one for the updates of none.
  const { onOutcome, onFatal, mostBytes = roomOfEach(connections.length + 1) } = options
  const topic = topicPrefix + contracts.orderUpdate.name
  const prefixes = connections.map(({ erp }) => `${erp.id}:`)
  const subscriptions = new Map<string, Subscription>()
  const control = await followControl(kafka, {
    topicPrefix,
    group: `${topicPrefix}update-applier`,
    onFatal,
  })
  const { board } = control
  const known = new LRUCache<string, ErpOrder>({ max: MAX_KNOWN_ORDERS })
  const gates = new Map(connections.map(({ erp, gate }) => [erp.id, gate]))

  async function stopSubscriptions(graceMs?: number): Promise<void> {
    const readers = [...subscriptions.values()].map((subscription) => subscription.stop(graceMs))
    await Promise.all([...readers, control.stop()])
  }

  /** A pause holds back what has not begun, and the requests of what has: nothing is parked meanwhile. */
  function heedControl(connection: string): void {
    const paused = board.paused(connection) !== undefined
    const gate = gates.get(connection)
    const subscription = subscriptions.get(connection)
    if (paused) {
      subscription?.pause()
      gate?.hold()
    } else {
      gate?.release()
      subscription?.resume()
    }
  }

  async function start(connection: string, own: Omit<SubscriptionOptions, 'topic' | 'group' | 'onFatal'>) {
    const group = applierGroup(topicPrefix, connection)
    try {
      subscriptions.set(connection, await subscribe(kafka, { group, topic, mostBytes, onFatal, ...own }))
    } catch (error) {
      await stopSubscriptions(0)
      throw error
    }
  }

  for (const { erp, concurrency } of connections) {
    const told: HandlerDependencies['told'] = (result, milliseconds) =>
      onOutcome?.(erp.id, result, milliseconds)
    const effects = { outcomes, publisher, told, now: Date.now }
    heedControl(erp.id)
    await start(erp.id, {
      concurrency,
      paused: board.paused(erp.id) !== undefined,
      accepts: (key) => key.startsWith(`${erp.id}:`),
      handle: updateHandler({ erp, known, codec, orderGraceMs, rights, ...effects }),
      onParked: (message, failure) => tellParked(message, failure, codec, effects),
    })
  }
  // From here on; what was said while the subscriptions began, too.
  board.onChange(heedControl)
  for (const { erp } of connections) heedControl(erp.id)
  await start(UNROUTED, {
    accepts: (key) => !prefixes.some((prefix) => key.startsWith(prefix)),
    handle: async (message) => {
      await decodeUpdate(message, codec)
      throw new InvalidMessage(
        'unknown-connection',
        `no ERP connection is configured for the key "${message.key}"`,
      )
    },
  })

  return {
    states: () =>
      [...subscriptions].map(([connection, subscription]) => ({
        connection,
        state: subscription.state(),
        paused: board.paused(connection),
      })),
    async stop(graceMs) {
      // What waits for an ERP that is away comes again; only what is at work with one is waited for.
      for (const { gate } of connections) gate.close()
      await stopSubscriptions(graceMs)
      await endsWithin(PUBLISHER_STOP_MS, publisher.stop())
      await Promise.all(connections.map(({ erp }) => erp.close()))
    },
  }
}
