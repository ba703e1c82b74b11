import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from '../ports.ts'
import { type KafkaConnection, withAdmin } from './connect.ts'
import { endableConsumer } from './endable-consumer.ts'
import { incoming } from './incoming.ts'

export interface FollowOptions {
  readonly topics: readonly string[]
  /** Beginning of the name of a consumer group of its own, for the broker's access rules and its logs. */
  readonly group: string
  /** After a lost connection everything may come again, from the beginning. */
  readonly onMessage: (message: IncomingMessage) => void
  /** Called after the messages of each batch. Nothing more is read of the partition before what it returns has resolved. */
  readonly onRead?: () => void | Promise<void>
  readonly onFatal: (error: Error) => void
}

export interface Following {
  /** Resolves when everything that committed readers could see of these partitions at the call (default: all) has been read, or the signal is aborted. */
  caughtUp(signal: AbortSignal, partitions?: readonly number[]): Promise<void>
  /** How many messages and control records lie behind what has been read. Asks the broker. */
  remaining(): Promise<number>
  stop(): Promise<void>
}

/** What a partition holds that is not empty. */
interface Extent {
  readonly place: string
  readonly low: bigint
  readonly end: bigint
}

/** What comes is told of at once. Where nothing does, each answer costs CPU: 0.2 % of a core in the applier, with 1 s. */
const MAX_WAIT_MS = 5000

/**
 * Of each broker's answer, and of each partition in it; a batch that is larger comes alone. kafkajs decodes an answer as
 * a whole and holds it until its last message is done: with its own 10 MiB the console's peak rose by 100 MiB.
 */
const FETCH_BYTES = { maxBytes: 1024 * 1024, maxBytesPerPartition: 256 * 1024 }

/**
 * Reads topics from their beginning and goes on reading: a state that Kafka holds is kept up to date in this process.
 * Each instance reads all partitions, in a consumer group of its own.
 * @throws when the broker cannot be reached within kafkajs' retries
 */
export async function follow(kafka: KafkaConnection, options: FollowOptions): Promise<Following> {
  const { topics, group, onMessage, onRead, onFatal } = options
  const positions = new Map<string, bigint>()
  let waiters: (() => void)[] = []
  const wake = () => {
    for (const resolve of waiters.splice(0)) resolve()
  }
  const groupId = `${group}.${randomUUID()}`
  const config = {
    groupId,
    maxWaitTimeInMs: MAX_WAIT_MS,
    sessionTimeout: 30_000,
    allowAutoTopicCreation: false,
    ...FETCH_BYTES,
  }
  const onCrash = (error: Error, restart: boolean) => {
    if (!restart)
      onFatal(new Error(`the reader of ${topics[0]} has stopped: ${error.message}`, { cause: error }))
  }
  const { consumer, end: endConsumer } = endableConsumer(kafka, config, onCrash)

  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    positions.set(`${payload.topic} ${payload.partition}`, BigInt(payload.lastOffset) + 1n)
    wake()
  })
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [...topics], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: 2,
      eachBatch: async ({ batch }) => {
        for (const message of batch.messages) onMessage(incoming(batch.topic, batch.partition, message))
        await onRead?.()
      },
    })
  } catch (error) {
    await endConsumer()
    throw error
  }

  async function endsNow(partitions?: readonly number[]): Promise<Extent[]> {
    const ends = await withAdmin(kafka, (admin) =>
      Promise.all(topics.map(async (name) => ({ name, offsets: await admin.fetchTopicOffsets(name) }))),
    )
    return ends.flatMap(({ name, offsets }) =>
      offsets
        .filter(({ partition }) => partitions?.includes(partition) ?? true)
        .filter(({ low, high }) => BigInt(high) > BigInt(low))
        .map(({ partition, low, high }) => ({
          place: `${name} ${partition}`,
          low: BigInt(low),
          end: BigInt(high),
        })),
    )
  }

  return {
    async caughtUp(signal, partitions) {
      const ends = await endsNow(partitions)
      const missing = () => ends.some(({ place, end }) => (positions.get(place) ?? 0n) < end)
      const abort = () => wake()
      signal.addEventListener('abort', abort)
      while (missing() && !signal.aborted) await new Promise<void>((resolve) => waiters.push(resolve))
      signal.removeEventListener('abort', abort)
    },
    async remaining() {
      const left = (await endsNow()).map(({ place, low, end }) => end - (positions.get(place) ?? low))
      return left.reduce((sum, count) => sum + Math.max(Number(count), 0), 0)
    },
    async stop() {
      await endConsumer()
      waiters = []
      await withAdmin(kafka, (admin) => admin.deleteGroups([groupId])).catch(() => {})
    },
  }
}
