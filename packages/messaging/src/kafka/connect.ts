import { gzip } from 'node:zlib'
import { promisify } from 'node:util'
import { backoffMs, pause } from '@channel-adapter/patience'
import kafkajs, {
  type Admin,
  type Consumer,
  type ConsumerConfig,
  type LogEntry,
  type Producer,
  type ProducerConfig,
} from 'kafkajs'
import type { Logger } from '../ports.ts'
import { askForNoTopics } from './ask-for-no-topics.ts'
import { forgetHalfAnswers } from './half-answers.ts'
import { type Decompress, inflateGzip, inflateNothing, inflateZstd } from './inflate.ts'
import { outliveOutages } from './outlive-outages.ts'
import { partitionerByKey } from './partition-of.ts'
import { kafkaSasl, type SaslOptions } from './sasl.ts'

const { CompressionCodecs, CompressionTypes, Kafka, logLevel } = kafkajs

forgetHalfAnswers()
outliveOutages()
askForNoTopics()

const codec = (decompress: Decompress) => () => ({
  // We compress nothing; that what is compressed can be read is tried with this one.
  compress: ({ buffer }: { buffer: Buffer }) => promisify(gzip)(buffer),
  decompress,
})
CompressionCodecs[CompressionTypes.GZIP] = codec(inflateGzip)
CompressionCodecs[CompressionTypes.ZSTD] = codec(inflateZstd)
CompressionCodecs[CompressionTypes.Snappy] = codec(inflateNothing('snappy'))
CompressionCodecs[CompressionTypes.LZ4] = codec(inflateNothing('lz4'))

const ADMIN_ATTEMPTS = 10
const ADMIN_RETRY = { firstMs: 50, maxMs: 1000 }

export interface ConnectOptions {
  readonly brokers: readonly string[]
  /** Shown in the broker's logs and quotas. */
  readonly clientId: string
  readonly log: Logger
  /** Texts in PEM, read again at each connection; nothing of them given: Node's own list of those who may vouch. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string }
  /** Who we are; passwords and secrets are read again at each connection. */
  readonly sasl?: SaslOptions
}

/** The way to a Kafka cluster. Each client has connections of its own, since kafkajs clients share caches that trap (T14). */
export interface KafkaConnection {
  readonly log: Logger
  producer(options: ProducerConfig): Producer
  consumer(options: ConsumerConfig): Consumer
  admin(): Admin
}

/** Connects nothing yet: each client connects when it is used. */
export function connectKafka({ brokers, clientId, log, tls, sasl }: ConnectOptions): KafkaConnection {
  const authentication = sasl && kafkaSasl(sasl)
  const client = () =>
    new Kafka({
      brokers: [...brokers],
      clientId,
      ...(tls && { ssl: tls }),
      ...(authentication && { sasl: authentication }),
      connectionTimeout: 3000,
      requestTimeout: 15_000,
      retry: { initialRetryTime: 100, maxRetryTime: 2000, retries: 8 },
      logLevel: logLevel.WARN,
      logCreator: () => forwardTo(log),
    })
  return {
    log,
    producer: (options) => client().producer({ createPartitioner: partitionerByKey, ...options }),
    consumer: (options) => client().consumer(options),
    admin: () => client().admin(),
  }
}

// kafkajs calls it an error when a coordinator starts or a connection is retried (trap T22). What really failed is
// told by the error that reaches us, so its own words rank one level lower. But of messages that are gone nobody else
// tells (trap T8).
const BACKLOG_LOST = 'Offset out of range, resetting to default offset'
// CONCURRENT_TRANSACTIONS, which the coordinator answers for some milliseconds after each commit: three lines for each page.
const NOT_YET = /another concurrent operation on the same transaction was ongoing/

function forwardTo(log: Logger): (entry: LogEntry) => void {
  return ({ namespace, level, log: { message, timestamp: _timestamp, logger: _logger, ...fields } }) => {
    const entry = { kafkajs: namespace, ...fields }
    if (message === BACKLOG_LOST) log.error(entry, message)
    else if (level === logLevel.ERROR && !NOT_YET.test(`${message} ${String(fields['error'])}`))
      log.warn(entry, message)
    else log.debug(entry, message)
  }
}

/** Resolves when the cluster answers. @throws when it does not within a few seconds */
export async function checkBroker(kafka: KafkaConnection): Promise<void> {
  await withAdmin(kafka, (admin) => admin.describeCluster())
}

/**
 * Runs something with an admin client that is closed afterwards. It is run again while the broker answers that it
 * cannot yet, as it does for a moment after a topic was made or a leader has moved, so it must bear repetition.
 */
export async function withAdmin<T>(kafka: KafkaConnection, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin()
  await admin.connect()
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work(admin)
      } catch (error) {
        if (!isRetriable(error) || attempt > ADMIN_ATTEMPTS) throw error
        await pause(backoffMs(attempt, ADMIN_RETRY, 1))
      }
    }
  } finally {
    await admin.disconnect()
  }
}

// kafkajs itself tries only some of them again, and gives up on the others at once.
function isRetriable(error: unknown): boolean {
  return error instanceof kafkajs.KafkaJSProtocolError && error.retriable
}
