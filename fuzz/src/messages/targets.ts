import type { Dice } from '@channel-adapter/chaos/dice'
import {
  applierGroup,
  type Codec,
  connectRegistry,
  contracts,
  CONTROL_TOPIC,
  createCodec,
  CURSOR_TOPIC,
  failureTopics,
  partnerTopics,
  PUBLISHED_TOPIC,
  ROUTED_TOPIC,
  ROUTER_CURSOR_TOPIC,
  ROUTER_GROUP,
  UNROUTED,
} from '@channel-adapter/contracts'
import { controlMessage, readToEnd } from '@channel-adapter/messaging'
import { CONNECTION, type FuzzedSystem, KEPT_APART } from '../system.ts'
import { mutateJson } from './mutate.ts'
import { type ReadTopic, readersOf } from './readers.ts'

/** A topic that a service of ours reads. */
export interface Target {
  readonly topic: string
  /** How many messages go there, of as many as all shares together. */
  readonly share: number
  /** Real messages, of which others are made. */
  readonly real: readonly Buffer[]
  /** Records in JSON, which are changed member by member too. */
  readonly records: readonly Readonly<Record<string, unknown>>[]
  readonly keyOf: (dice: Dice) => string
  /** Who must put a message aside that is none; nobody where a reader passes over what it does not know. */
  readonly groupsOf: (key: string, value: Buffer) => readonly string[]
  /** Whether the bytes are a message all the same: a changed letter in a note. It is not sent, so that the rest can be counted. */
  readonly isMessage: (bytes: Buffer, key: string) => Promise<boolean>
}

const MOST_REAL = 200

/** Every topic that a service of this system reads, as it is while the loop runs. */
export async function targetsOf({ kafka, network }: FuzzedSystem): Promise<Target[]> {
  const { registryUrl, topicPrefix } = network
  const registry = connectRegistry(registryUrl)
  const readers = readersOf(topicPrefix)
  const [orders, updates, outcomes] = [readers.orders.topic, readers.updates.topic, readers.outcomes.topic]
  const router = topicPrefix + ROUTER_GROUP
  const [orderCodec, updateCodec, outcomeCodec] = await Promise.all([
    createCodec(contracts.order, orders, registry),
    createCodec(contracts.orderUpdate, updates, registry),
    createCodec(contracts.orderUpdateOutcome, outcomes, registry),
  ])
  const real = async (topic: string) => {
    const values: Buffer[] = []
    await readToEnd(kafka, topic, ({ value }) => values.push(value))
    return values.filter(({ length }) => length > 0).slice(0, MOST_REAL)
  }
  const [realOrders, realUpdates, realOutcomes, realCursors, realRouterCursors, realRouted] =
    (await Promise.all(
      [
        orders,
        updates,
        outcomes,
        ...[CURSOR_TOPIC, ROUTER_CURSOR_TOPIC, ROUTED_TOPIC].map((name) => topicPrefix + name),
      ].map(real),
    )) as [Buffer[], Buffer[], Buffer[], Buffer[], Buffer[], Buffer[]]
  const numbers = await Promise.all(realOrders.map(async (bytes) => (await orderCodec.decode(bytes)).number))
  const group = applierGroup(topicPrefix, CONNECTION)
  const { deadLetter, replay, invalid } = failureTopics(updates, group)

  const anyKey = (dice: Dice) =>
    dice.pick([
      ...Array.from({ length: 6 }, () => `${CONNECTION}:${dice.pick(numbers)}`),
      `${CONNECTION}:${dice.below(1e9)}`,
      `elsewhere:${dice.below(1e9)}`,
      `${CONNECTION}${dice.below(100)}`,
      String.fromCodePoint(...Array.from({ length: dice.below(20) }, () => dice.below(0xd800))),
    ])
  // What only an administrator could write there about our own connection is believed.
  const foreignKey = (dice: Dice) => `elsewhere:${dice.below(1e9)}`
  const passedOver = { groupsOf: () => [], isMessage: () => Promise.resolve(false), records: [] }
  /** What everybody who reads it must put aside. */
  const putAside = (
    { topic, groups }: ReadTopic,
    share: number,
    messages: readonly Buffer[],
    codec: Pick<Codec<unknown>, 'decode'>,
  ): Target => ({
    topic,
    share,
    real: messages,
    records: [],
    keyOf: anyKey,
    groupsOf: () => groups,
    isMessage: (bytes) => decodes(codec, bytes),
  })
  const targets: Target[] = [
    {
      ...putAside(readers.updates, 40, realUpdates, updateCodec),
      groupsOf: (key) => [key.startsWith(`${CONNECTION}:`) ? group : applierGroup(topicPrefix, UNROUTED)],
      isMessage: async (bytes, key) =>
        key.startsWith(`${CONNECTION}:`) && (await decodes(updateCodec, bytes)),
    },
    {
      ...putAside(readers.orders, 24, realOrders, orderCodec),
      // To the router an order of which nothing is left is a tombstone.
      groupsOf: (_key, { length }) =>
        readers.orders.groups.filter((reader) => length > 0 || reader !== router),
    },
    putAside(readers.outcomes, 5, realOutcomes, outcomeCodec),
    putAside(readers.ownOrders, 3, realOrders, orderCodec),
    putAside(readers.ownUpdates, 6, realUpdates, updateCodec),
    {
      ...passedOver,
      topic: partnerTopics(KEPT_APART, topicPrefix).outcomes,
      share: 1,
      real: realOutcomes,
      keyOf: anyKey,
    },
    // Nobody's but the console's.
    { ...passedOver, topic: topicPrefix + contracts.audit.name, share: 2, real: realOutcomes, keyOf: anyKey },
    {
      ...passedOver,
      topic: topicPrefix + contracts.missingAnswer.name,
      share: 2,
      real: realOutcomes,
      keyOf: anyKey,
    },
    { topic: invalid, share: 2, real: realUpdates, keyOf: anyKey, ...passedOver },
    {
      ...passedOver,
      topic: topicPrefix + CONTROL_TOPIC,
      share: 3,
      real: [controlMessage(topicPrefix, controlRecord).value ?? Buffer.alloc(0)],
      records: [controlRecord],
      keyOf: foreignKey,
    },
    { ...passedOver, topic: topicPrefix + CURSOR_TOPIC, share: 2, real: realCursors, keyOf: foreignKey },
    {
      ...passedOver,
      topic: topicPrefix + ROUTER_CURSOR_TOPIC,
      share: 1,
      real: realRouterCursors,
      keyOf: foreignKey,
    },
    // It may not say who has a real order.
    { ...passedOver, topic: topicPrefix + ROUTED_TOPIC, share: 1, real: realRouted, keyOf: foreignKey },
    { ...passedOver, topic: topicPrefix + PUBLISHED_TOPIC, share: 2, real: realCursors, keyOf: anyKey },
    { ...passedOver, topic: deadLetter, share: 3, real: realUpdates, keyOf: foreignKey },
    {
      ...passedOver,
      topic: replay,
      share: 3,
      real: replayRecords.map((record) => Buffer.from(JSON.stringify(record))),
      records: replayRecords,
      keyOf: foreignKey,
    },
  ]
  return targets
}

function decodes(codec: Pick<Codec<unknown>, 'decode'>, bytes: Buffer): Promise<boolean> {
  return codec.decode(bytes).then(
    () => true,
    () => false,
  )
}

const at = '2026-11-25T10:00:00.000Z'
const controlRecord = { action: 'pause', connection: 'elsewhere', by: 'fuzz', reason: 'a test', at } as const
const place = { partition: 0, offset: '7', letter: '3' }
const common = { format: 1, plan: 'a plan', key: 'elsewhere:1', at }
const replayRecords = [
  { ...common, kind: 'request', action: 'replay', entries: [place], by: 'fuzz', reason: 'a test' },
  { ...common, kind: 'cancel', by: 'fuzz' },
  { ...common, ...place, kind: 'result', result: 'replayed' },
  { ...common, ...place, kind: 'result', result: 'failed', code: 'a-code', text: 'a text' },
]

/** The bytes of the next message that is none. */
export function changedRecord({ records }: Target, dice: Dice): Buffer | undefined {
  return records.length > 0 && dice.below(2) === 0 ? mutateJson(dice.pick(records), dice) : undefined
}
