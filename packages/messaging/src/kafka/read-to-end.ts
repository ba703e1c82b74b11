import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from '../ports.ts'
import { type KafkaConnection, withAdmin } from './connect.ts'
import { endableConsumer } from './endable-consumer.ts'
import { incoming } from './incoming.ts'

export interface ReadOptions {
  /** Default: all. */
  readonly partitions?: readonly number[]
  /** Gives up when no message and no control record has come for so long; milliseconds, default 30,000. */
  readonly stallMs?: number
  /** Beginning of the name of the consumer group, for the broker's access rules. Default `read-to-end`. */
  readonly group?: string
}

/**
 * Everything that committed readers can see of a topic now, in order within each partition.
 * The end is the last stable offset at the call: before whatever is open, or committed and not yet marked as such. Who
 * must read the last word of another opens its transactional id first.
 * @param onMessage what it returns is waited for, so that a topic of any length need not fit into memory
 * @throws when nothing comes for `stallMs` before the end is reached, or the topic does not exist; what `onMessage` throws
 */
export async function readToEnd(
  kafka: KafkaConnection,
  topic: string,
  onMessage: (message: IncomingMessage) => unknown,
  { partitions, stallMs = 30_000, group = 'read-to-end' }: ReadOptions = {},
): Promise<void> {
  const ends = await withAdmin(kafka, (admin) => admin.fetchTopicOffsets(topic))
  const wanted = ends.filter(({ partition }) => partitions?.includes(partition) ?? true)
  const remaining = new Map(
    wanted
      .filter(({ low, high }) => BigInt(low) < BigInt(high))
      .map(({ partition, high }) => [partition, BigInt(high)]),
  )
  if (remaining.size === 0) return

  const groupId = `${group}.${randomUUID()}`
  const config = { groupId, maxWaitTimeInMs: 100, sessionTimeout: 30_000, allowAutoTopicCreation: false }
  const { consumer, end: endConsumer } = endableConsumer(kafka, config, (error, restart) => {
    if (!restart) reject(error)
  })
  const next = new Map<number, bigint>()
  const unwanted = ends.map(({ partition }) => partition).filter((partition) => !remaining.has(partition))
  const { promise: finished, resolve, reject } = Promise.withResolvers<void>()
  // It may fail while we still connect, when nobody waits for it yet.
  finished.catch(() => {})
  const stalled = () => reject(new Error(`reading ${topic} to its end: nothing came for ${stallMs} ms`))
  let timer = setTimeout(stalled, stallMs)

  // Control records never reach the handler, but this event tells of them: without it a topic that ends in a
  // transaction marker, as every transactional one does, would never be seen to end.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    const end = remaining.get(payload.partition)
    if (end === undefined) return
    clearTimeout(timer)
    timer = setTimeout(stalled, stallMs)
    if (BigInt(payload.lastOffset) + 1n >= end) remaining.delete(payload.partition)
    if (remaining.size === 0) resolve()
  })
  // At each join: what was paused is forgotten when kafkajs restarts.
  consumer.on(consumer.events.GROUP_JOIN, () => {
    if (unwanted.length > 0) consumer.pause([{ topic, partitions: unwanted }])
  })
  try {
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch: { partition, messages } }) => {
        const end = remaining.get(partition)
        if (end === undefined) return
        try {
          for (const message of messages) {
            const offset = BigInt(message.offset)
            // After a rebalance the partition is read from its beginning again.
            if (offset >= end || offset < (next.get(partition) ?? 0n)) continue
            const read = incoming(topic, partition, message)
            if (read.unreadable) throw new Error(`${topic}: ${read.unreadable.message}`)
            await onMessage(read)
            next.set(partition, offset + 1n)
          }
        } catch (error) {
          // kafkajs would take it for a failure of its own, and try again or end (trap T9).
          reject(error)
        }
      },
    })
    await finished
  } finally {
    clearTimeout(timer)
    await endConsumer()
    await withAdmin(kafka, (admin) => admin.deleteGroups([groupId])).catch(() => {})
  }
}
