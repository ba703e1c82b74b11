import { setImmediate } from 'node:timers/promises'
import { applierGroup, connectionsIn, contracts, failureTopics } from '@channel-adapter/contracts'
import {
  follow,
  type Following,
  type IncomingMessage,
  type KafkaConnection,
  listTopics,
  type Publisher,
  ReplayDesk,
} from '@channel-adapter/messaging'
import { type Codecs, type Contracted, readMessage, type Reading } from './store/reading.ts'
import type { Store } from './store/store.ts'

export interface ChannelOptions {
  readonly kafka: KafkaConnection
  readonly topicPrefix: string
  readonly codecs: Codecs
  readonly store: Store
  readonly publish: Publisher['publish']
  readonly signal: AbortSignal
  readonly onFatal: (error: Error) => void
}

/** What the console knows of the channel, and how far it has read. */
export interface FollowedChannel {
  /** The parked messages of each connection. One that is configured later is seen after a restart. */
  readonly desks: ReadonlyMap<string, ReplayDesk>
  /** Whether everything has been read that was there at the start. */
  readonly caughtUp: boolean
  /** Messages still to be read of those topics that are being read. */
  remaining(): Promise<number>
  stop(): Promise<void>
}

/** Messages that are noted in one transaction: some 20 ms of work. */
const AT_ONCE = 200

/** Reads everything from the beginning and goes on reading. Resolves when reading has begun. */
export async function followChannel(options: ChannelOptions): Promise<FollowedChannel> {
  const { kafka, topicPrefix, store, publish, signal, onFatal } = options
  const updates = topicPrefix + contracts.orderUpdate.name
  const names = new Set(await listTopics(kafka))
  const desks = new Map(
    connectionsIn([...names], topicPrefix).map((connection) => [
      connection,
      new ReplayDesk(updates, applierGroup(topicPrefix, connection), publish),
    ]),
  )
  const deskOf = new Map([...desks.values()].flatMap((desk) => desk.topics.map((topic) => [topic, desk])))
  const letters = new Set([...desks.values()].map(({ topics: [deadLetters = ''] }) => deadLetters))
  const invalid = [
    ...[...desks.keys()].map((each) => failureTopics(updates, applierGroup(topicPrefix, each)).invalid),
    failureTopics(topicPrefix + contracts.order.name, `${topicPrefix}erp-extractor`).invalid,
  ].filter((topic) => names.has(topic))
  const contracted = new Map<string, Contracted>([
    [topicPrefix + contracts.order.name, 'order'],
    [updates, 'update'],
    [topicPrefix + contracts.orderUpdateOutcome.name, 'outcome'],
  ])

  async function readingOf(message: IncomingMessage): Promise<Reading | undefined> {
    const kind = contracted.get(message.topic)
    if (kind) return readMessage(kind, message, options.codecs)
    const desk = deskOf.get(message.topic)
    if (desk) {
      desk.note(message)
      if (!letters.has(message.topic)) return undefined
    }
    return { kind: desk ? 'parked' : 'invalid', message }
  }

  // What answers is read after what it answers, so that it is known how long each answer took.
  const stages = [[...contracted.keys()].slice(0, 1), [updates], [...contracted.keys()].slice(2)]
  stages[2]?.push(...deskOf.keys(), ...invalid)
  const following: Following[] = []
  let caughtUp = false

  async function read(topics: readonly string[]): Promise<Following> {
    let batch: IncomingMessage[] = []
    const stage = await follow(kafka, {
      topics,
      group: `${topicPrefix}console`,
      onMessage: (message) => batch.push(message),
      async onRead() {
        const taken = batch
        batch = []
        await note(taken)
      },
      onFatal,
    })
    following.push(stage)
    return stage
  }

  async function note(messages: readonly IncomingMessage[]): Promise<void> {
    try {
      for (let from = 0; from < messages.length; from += AT_ONCE) {
        const readings: Reading[] = []
        for (const message of messages.slice(from, from + AT_ONCE)) {
          if (!store.isNew({ message })) continue
          const reading = await readingOf(message)
          if (reading) readings.push(reading)
        }
        store.note(readings)
        // Whoever looks meanwhile is answered between two portions.
        await setImmediate()
      }
    } catch (error) {
      // What could not be noted would be missing for ever: whoever starts this process anew reads it again.
      onFatal(error as Error)
      throw error
    }
  }

  async function beginAll(): Promise<void> {
    for (const topics of stages) {
      if (signal.aborted) return
      const stage = await read(topics)
      await stage.caughtUp(signal)
    }
    caughtUp = true
  }
  const reading = beginAll().catch((error: unknown) => {
    if (!signal.aborted) onFatal(error as Error)
  })

  return {
    desks,
    get caughtUp() {
      return caughtUp
    },
    async remaining() {
      const left = await Promise.all(following.map((stage) => stage.remaining()))
      return left.reduce((sum, count) => sum + count, 0)
    },
    async stop() {
      await reading
      await Promise.all(following.map((stage) => stage.stop()))
    },
  }
}
