import { setImmediate } from 'node:timers/promises'
import {
  follow,
  type Following,
  type IncomingMessage,
  type KafkaConnection,
  listTopics,
  type Publisher,
  type ReplayDesk,
} from '@channel-adapter/messaging'
import { pause } from '@channel-adapter/patience'
import { KnownTopics } from './known-topics.ts'
import { type Codecs, readMessage, type Reading } from './store/reading.ts'
import type { Store } from './store/store.ts'

export interface ChannelOptions {
  readonly kafka: KafkaConnection
  readonly topicPrefix: string
  readonly codecs: Codecs
  readonly store: Store
  readonly publish: Publisher['publish']
  readonly signal: AbortSignal
  /** Called when connections have been configured meanwhile. */
  readonly onConnections: () => void
  readonly onFatal: (error: Error) => void
}

/** What the console knows of the channel, and how far it has read. */
export interface FollowedChannel {
  /** The parked messages of each connection. */
  readonly desks: ReadonlyMap<string, ReplayDesk>
  /** Whether everything has been read that was there at the start. */
  readonly caughtUp: boolean
  /**
   * Resolves when everything has been read that was there at the call.
   * @throws when the signal is aborted before, or reading has ended
   */
  upToDate(signal: AbortSignal): Promise<void>
  /** Messages still to be read of those topics that are being read. */
  remaining(): Promise<number>
  stop(): Promise<void>
}

/** Messages that are noted in one transaction: some 20 ms of work. */
const AT_ONCE = 200
/** How often it is looked for connections that were configured meanwhile, in milliseconds. */
const LOOK_EVERY_MS = 3000

/** Reads everything from the beginning and goes on reading. Resolves when reading has begun. */
export async function followChannel(options: ChannelOptions): Promise<FollowedChannel> {
  const { kafka, topicPrefix, store, publish, signal, onFatal } = options
  const known = new KnownTopics(topicPrefix, publish)
  const atStart = known.take(await listTopics(kafka))
  const following: Following[] = []
  let caughtUp = false
  const readOnce = Promise.withResolvers<void>()

  async function readingOf(message: IncomingMessage): Promise<Reading | undefined> {
    const use = known.useOf(message.topic)
    if (!use) return undefined
    switch (use.kind) {
      case 'desk':
        use.desk.note(message)
        return use.holdsLetters ? { kind: 'parked', message } : undefined
      case 'invalid':
        return { kind: 'invalid', message }
      default:
        return readMessage(use.kind, message, options.codecs)
    }
  }

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

  async function readAll(): Promise<void> {
    const [orders = '', updates = '', outcomes = ''] = known.contracted
    for (const topics of [[orders], [updates], [outcomes, ...atStart]]) {
      if (signal.aborted) return
      const stage = await read(topics)
      await stage.caughtUp(signal)
    }
    caughtUp = true
    readOnce.resolve()
    while (!signal.aborted) {
      await pause(LOOK_EVERY_MS, signal)
      // A broker that is away is told of elsewhere; what was not seen now is seen at the next look.
      const added = await listTopics(kafka).then(
        (names) => known.take(names),
        () => [],
      )
      if (added.length === 0 || signal.aborted) continue
      await read(added)
      options.onConnections()
    }
  }
  const reading = readAll().catch((error: unknown) => {
    if (!signal.aborted) onFatal(error as Error)
  })
  void reading.then(() => readOnce.resolve())

  return {
    desks: known.desks,
    get caughtUp() {
      return caughtUp
    },
    async upToDate(until) {
      await readOnce.promise
      if (!caughtUp) throw new Error('the channel was not read to its end')
      await Promise.all(following.map((stage) => stage.caughtUp(until)))
      until.throwIfAborted()
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
