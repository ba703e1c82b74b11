import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from '../ports.ts'
import { type KafkaConnection, withAdmin } from './connect.ts'
import { endableConsumer } from './endable-consumer.ts'
import { incoming } from './incoming.ts'

export interface PartitionReading {
  readonly topics: readonly string[]
  /** Of each of them. */
  readonly partition: number
  /** The offset at which to begin, by topic. Default: at the earliest there is. */
  readonly begins: ReadonlyMap<string, bigint>
  /** Beginning of the name of a consumer group of its own, for the broker's access rules. */
  readonly group: string
  /**
   * Takes what has come of one topic, in order; no more of that topic comes before it has resolved.
   * @param next the offset behind them
   */
  readonly onMessages: (messages: readonly IncomingMessage[], next: bigint) => Promise<void>
  /** Called once, when it can no longer go on, or `onMessages` has failed: nothing more is handed over. */
  readonly onFailed: (error: Error) => void
}

export interface ReadPartition {
  /** Messages known to lie behind those whose handing over has ended, control records included. */
  behind(): number
  stop(): Promise<void>
}

/**
 * Reads one partition of several topics from given offsets on, and goes on reading. Where it is, is the caller's to keep:
 * nothing is committed. What is handed over comes once, also after lost connections.
 * @throws when the broker cannot be reached, or a topic ends before the place where it is to begin: it was made anew
 */
export async function readPartition(
  kafka: KafkaConnection,
  options: PartitionReading,
): Promise<ReadPartition> {
  const { topics, partition, begins, group, onMessages, onFailed } = options
  const positions = new Map(await firstPositions(kafka, topics, partition, begins))
  const behind = new Map<string, bigint>()
  let failed = false
  const fail = (error: unknown) => {
    if (!failed) onFailed(error instanceof Error ? error : new Error(String(error)))
    failed = true
  }
  const groupId = `${group}.${randomUUID()}`
  const config = { groupId, maxWaitTimeInMs: 1000, sessionTimeout: 30_000, allowAutoTopicCreation: false }
  const { consumer, end } = endableConsumer(kafka, config, (error, restart) => {
    if (!restart) fail(new Error(`the reader of partition ${partition} has stopped`, { cause: error }))
  })
  // At each join: what was paused and where it was is forgotten when kafkajs restarts.
  consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
    for (const [topic, position] of positions) {
      const others = (memberAssignment[topic] ?? []).filter((each) => each !== partition)
      if (others.length > 0) consumer.pause([{ topic, partitions: others }])
      consumer.seek({ topic, partition, offset: String(position) })
    }
  })
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [...topics], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      // One topic that takes long must not keep the others from being read.
      partitionsConsumedConcurrently: topics.length,
      eachBatch: async ({ batch }) => {
        const { topic } = batch
        const position = positions.get(topic) ?? 0n
        if (failed || batch.partition !== partition) return
        const messages = batch.messages
          .filter(({ offset }) => BigInt(offset) >= position)
          .map((message) => incoming(topic, partition, message))
        const next = BigInt(batch.lastOffset()) + 1n
        try {
          const [first] = messages
          // While they are handed over, too: whoever hangs there is to be seen.
          if (first) behind.set(topic, BigInt(batch.highWatermark) - first.offset)
          if (messages.length > 0) await onMessages(messages, next)
          if (next > position) positions.set(topic, next)
          behind.set(topic, BigInt(batch.highWatermark) - next)
        } catch (error) {
          // kafkajs would take it for a failure of its own, and try again or end (trap T9).
          fail(error)
        }
      },
    })
  } catch (error) {
    await end()
    throw error
  }
  return {
    behind: () => Number([...behind.values()].reduce((sum, each) => sum + (each > 0n ? each : 0n), 0n)),
    async stop() {
      failed = true
      await end()
      await withAdmin(kafka, (admin) => admin.deleteGroups([groupId])).catch(() => {})
    },
  }
}

async function firstPositions(
  kafka: KafkaConnection,
  topics: readonly string[],
  partition: number,
  begins: ReadonlyMap<string, bigint>,
): Promise<[string, bigint][]> {
  return withAdmin(kafka, (admin) =>
    Promise.all(
      topics.map(async (topic): Promise<[string, bigint]> => {
        const place = (await admin.fetchTopicOffsets(topic)).find((each) => each.partition === partition)
        if (!place) throw new Error(`${topic} has no partition ${partition}`)
        const begin = begins.get(topic) ?? BigInt(place.low)
        // kafkajs would begin anew, and what lies before the old place would be passed over (trap T8).
        if (begin > BigInt(place.offset))
          throw new Error(
            `${topic} ends at ${place.offset} in partition ${partition}, and ${begin} was read already`,
          )
        return [topic, begin]
      }),
    ),
  )
}
