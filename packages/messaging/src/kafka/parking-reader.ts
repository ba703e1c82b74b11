import { randomUUID } from 'node:crypto'
import { failureTopics } from '@channel-adapter/contracts'
import { parkedEntry } from '../parking/dead-letter.ts'
import type { ParkingLot } from '../parking/parking-lot.ts'
import { decodeReplayRecord } from '../parking/replay-log.ts'
import type { IncomingMessage } from '../ports.ts'
import { type KafkaConnection, withAdmin } from './connect.ts'
import { endableConsumer } from './endable-consumer.ts'
import { incoming } from './incoming.ts'

export interface ParkingReader {
  /** Resolves when everything that the topics held of these partitions at the call is in the lot. */
  caughtUp(partitions: readonly number[], signal: AbortSignal): Promise<void>
  stop(): Promise<void>
}

export interface ParkingReaderOptions {
  readonly topic: string
  readonly group: string
  readonly lot: ParkingLot
  /** Called after the lot has grown: a request in the log may be read before the letters that it names. */
  readonly onRead: () => void
  readonly onFatal: (error: Error) => void
}

/**
 * Reads a group's Dead Letter Channel and replay log from their beginning, and goes on reading: what is parked is
 * found again from Kafka alone. Each instance reads all partitions, in a consumer group of its own.
 */
export async function readParking(
  kafka: KafkaConnection,
  options: ParkingReaderOptions,
): Promise<ParkingReader> {
  const { topic, group, lot, onRead, onFatal } = options
  const { deadLetter: letters, replay: log } = failureTopics(topic, group)
  const positions = new Map<string, bigint>()
  let waiters: (() => void)[] = []
  const groupId = `${group}.parking.${randomUUID()}`
  const config = { groupId, maxWaitTimeInMs: 1000, sessionTimeout: 30_000, allowAutoTopicCreation: false }
  const { consumer, end: endConsumer } = endableConsumer(kafka, config, (error, restart) => {
    if (!restart)
      onFatal(new Error(`the reader of ${letters} has stopped: ${error.message}`, { cause: error }))
  })

  function note(message: IncomingMessage): void {
    if (message.topic === log) {
      const record = decodeReplayRecord(message.value)
      if (record) lot.noteLog(record, message.partition)
      return
    }
    const entry = parkedEntry(message)
    if (entry) lot.noteLetter(entry)
  }

  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    positions.set(`${payload.topic} ${payload.partition}`, BigInt(payload.lastOffset) + 1n)
    for (const wake of waiters.splice(0)) wake()
  })
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [letters, log], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: 2,
      eachBatch: ({ batch }) => {
        for (const message of batch.messages) note(incoming(batch.topic, batch.partition, message))
        onRead()
        return Promise.resolve()
      },
    })
  } catch (error) {
    await endConsumer()
    throw error
  }

  async function behind(partitions: readonly number[]): Promise<[name: string, end: bigint][]> {
    const wanted = new Set(partitions)
    const ends = await withAdmin(kafka, (admin) =>
      Promise.all(
        [letters, log].map(async (name) => ({ name, offsets: await admin.fetchTopicOffsets(name) })),
      ),
    )
    return ends.flatMap(({ name, offsets }) =>
      offsets
        .filter(({ partition, low, high }) => wanted.has(partition) && BigInt(high) > BigInt(low))
        .map(({ partition, high }): [string, bigint] => [`${name} ${partition}`, BigInt(high)]),
    )
  }

  return {
    async caughtUp(partitions, signal) {
      const ends = await behind(partitions)
      const missing = () => ends.some(([name, offset]) => (positions.get(name) ?? 0n) < offset)
      while (missing() && !signal.aborted) {
        await new Promise<void>((resolve) => {
          waiters.push(resolve)
          signal.addEventListener('abort', () => resolve(), { once: true })
        })
      }
    },
    async stop() {
      await endConsumer()
      waiters = []
      await withAdmin(kafka, (admin) => admin.deleteGroups([groupId])).catch(() => {})
    },
  }
}
