import { randomUUID } from 'node:crypto'
import { CURSOR_TOPIC, parseOrderKey, PUBLISHED_TOPIC } from '@channel-adapter/contracts'
import {
  beginningTraces,
  type KafkaConnection,
  openTransactionalPublisher,
  type OutgoingMessage,
  type ReadOptions,
  readToEnd,
} from '@channel-adapter/messaging'
import { backoffMs, pause } from '@channel-adapter/patience'
import { crashPoint, isOff } from '@channel-adapter/seams'
import { type Cursor, decodeCursor, startOfTime } from './cursor.ts'

/** What Kafka says of one connection: how far it has been extracted. */
export interface Beginning {
  readonly cursor: Cursor
  /** Of a scanned connection what was published last, by number. */
  readonly published: Map<string, string>
}

export interface PartitionOptions {
  readonly kafka: KafkaConnection
  readonly topicPrefix: string
  readonly partition: number
  /** The connections whose cursors lie in this partition. */
  readonly connections: readonly string[]
  /** Those of them that cannot tell what changed. */
  readonly scanned: readonly string[]
  /** Extracts one connection until the signal is aborted; throws when a publish failed. */
  readonly extract: (
    connection: string,
    begin: Beginning,
    publish: (messages: readonly OutgoingMessage[]) => Promise<void>,
    signal: AbortSignal,
  ) => Promise<void>
}

const RETRY = { firstMs: 500, maxMs: 10_000 }
const UNREADABLE_AGAIN_MS = 30_000

/**
 * Extracts the connections of one cursor partition for as long as it is ours. The transactional id belongs to the
 * partition and is claimed before the cursor is read: whoever held it before can commit nothing any more, so what
 * is read is the last word (kafkajs fences in no other way, trap T3). After any failed transaction it begins anew.
 */
export async function ownPartition(options: PartitionOptions, signal: AbortSignal): Promise<void> {
  const { kafka, topicPrefix, partition, connections, scanned, extract } = options
  for (let attempt = 1; !signal.aborted; attempt++) {
    const round = new AbortController()
    const stopRound = () => round.abort()
    signal.addEventListener('abort', stopRound, { once: true })
    try {
      const owner = isOff('fencing') ? `.${randomUUID()}` : ''
      const publisher = await openTransactionalPublisher(
        kafka,
        `${topicPrefix}erp-extractor.${partition}${owner}`,
        { signal: round.signal },
      )
      crashPoint('extract.id-claimed')
      try {
        const reading = { partitions: [partition], group: `${topicPrefix}erp-extractor.cursor` }
        const cursors = await readCursors(kafka, topicPrefix + CURSOR_TOPIC, reading, connections)
        const published = await readPublished(kafka, topicPrefix + PUBLISHED_TOPIC, reading, scanned)
        await Promise.all(
          connections.map((connection) => {
            const cursor = cursors.get(connection) ?? startOfTime
            // Perhaps it has been reset by then.
            if (cursor === 'unreadable') return pause(UNREADABLE_AGAIN_MS, round.signal).finally(stopRound)
            return extract(
              connection,
              { cursor, published: published.get(connection) ?? new Map() },
              async (messages) => {
                // Lost meanwhile: the next owner would fence us, but need not have come yet.
                round.signal.throwIfAborted()
                await beginningTraces(messages, (decided) => publisher.publish(decided))
                attempt = 1
              },
              round.signal,
            ).finally(stopRound)
          }),
        )
      } finally {
        stopRound()
        await publisher.close()
      }
    } catch (error) {
      if (signal.aborted) return
      // A zombie learns from its membership, not from its fence, that the partition is another's: give that time.
      const retryInMs = 500 + backoffMs(attempt, RETRY)
      kafka.log.warn(
        { partition, connections, error: String(error), retryInMs },
        'extraction begins anew from the committed cursor',
      )
      await pause(retryInMs, signal)
    } finally {
      signal.removeEventListener('abort', stopRound)
    }
  }
}

/** Of these connections alone: what lies under another name concerns nobody here. */
async function readCursors(
  kafka: KafkaConnection,
  topic: string,
  reading: ReadOptions,
  connections: readonly string[],
): Promise<Map<string, Cursor | 'unreadable'>> {
  const latest = new Map<string, Buffer>()
  await readToEnd(
    kafka,
    topic,
    ({ key, value }) => {
      if (!connections.includes(key)) return
      if (value.length > 0) latest.set(key, value)
      else latest.delete(key)
    },
    reading,
  )
  return new Map(
    [...latest].map(([connection, value]): [string, Cursor | 'unreadable'] => {
      try {
        return [connection, decodeCursor(value)]
      } catch (error) {
        // Better no extraction than one from a wrong place; the others go on.
        const hint = `adapter cursor reset ${connection}`
        kafka.log.error(
          { connection, error: String(error), hint },
          'the cursor cannot be read: its connection is not extracted',
        )
        return [connection, 'unreadable']
      }
    }),
  )
}

async function readPublished(
  kafka: KafkaConnection,
  topic: string,
  reading: ReadOptions,
  connections: readonly string[],
): Promise<Map<string, Map<string, string>>> {
  const published = new Map(connections.map((connection) => [connection, new Map<string, string>()]))
  if (connections.length === 0) return published
  await readToEnd(
    kafka,
    topic,
    ({ key, value }) => {
      const { source = '', number = '' } = parseOrderKey(key) ?? {}
      if (value.length > 0) published.get(source)?.set(number, value.toString())
      else published.get(source)?.delete(number)
    },
    reading,
  )
  return published
}
