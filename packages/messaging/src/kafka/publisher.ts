import type { Producer, TopicMessages } from 'kafkajs'
import { backoffMs, pause } from '@channel-adapter/patience'
import { inSpan } from '@channel-adapter/telemetry'
import { PublishFailed, PublisherOverloaded } from '../errors.ts'
import { sendSpan } from '../message-spans.ts'
import type { OutgoingMessage, Publisher } from '../ports.ts'
import type { KafkaConnection } from './connect.ts'
import { sizeOf } from '../message-size.ts'
import { sentBytes } from './exact-bytes.ts'

export interface PublisherOptions {
  /** Bytes of messages that may wait before publish() is refused. Default 64 MiB. */
  readonly maxWaitingBytes?: number
  /** Milliseconds in which a message that waits for a broker must leave. Default 10,000. */
  readonly deadlineMs?: number
  /** Milliseconds that a message waits for others to share its request, as Kafka's `linger.ms`. Default 0. */
  readonly lingerMs?: number
}

interface Waiting {
  readonly messages: readonly OutgoingMessage[]
  readonly bytes: number
  readonly expiresAt: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

const CHECK_DEADLINES_MS = 100

// The broker's default limit is 1 MiB for a batch of one partition.
const MAX_BATCH_BYTES = 900_000
const MAX_BATCH_MESSAGES = 2000
const RECONNECT = { firstMs: 100, maxMs: 2000 }

/**
 * A publisher with group commit: calls that come while a batch is on its way share the next one, and none waits when
 * nothing is on its way, unless it is told to linger. Idempotent and acknowledged by all in-sync replicas.
 *
 * After any failed send the producer is replaced before the next byte: kafkajs rolls its sequence back, and the broker
 * would take the next, different batch for a repetition and acknowledge it unstored (trap T1).
 */
export function createPublisher(kafka: KafkaConnection, options: PublisherOptions = {}): Publisher {
  return new GroupCommitPublisher(kafka, options)
}

class GroupCommitPublisher implements Publisher {
  readonly #kafka: KafkaConnection
  readonly #maxWaitingBytes: number
  readonly #deadlineMs: number
  readonly #lingerMs: number
  readonly #queue: Waiting[] = []
  #inFlight: readonly Waiting[] = []
  readonly #stopping = new AbortController()
  #waitingBytes = 0
  #producer: Producer | undefined
  #loop: Promise<void> | undefined

  constructor(kafka: KafkaConnection, options: PublisherOptions) {
    this.#kafka = kafka
    this.#maxWaitingBytes = options.maxWaitingBytes ?? 64 * 1024 * 1024
    this.#deadlineMs = options.deadlineMs ?? 10_000
    this.#lingerMs = options.lingerMs ?? 0
  }

  publish(messages: readonly OutgoingMessage[]): Promise<void> {
    return inSpan(
      () => sendSpan(messages),
      () => this.#enqueue(messages),
    )
  }

  #enqueue(messages: readonly OutgoingMessage[]): Promise<void> {
    const bytes = messages.reduce((sum, message) => sum + sizeOf(message), 0)
    if (this.#stopping.signal.aborted) {
      return Promise.reject(new PublishFailed('not-sent', 'the publisher is stopping'))
    }
    if (bytes > MAX_BATCH_BYTES) {
      return Promise.reject(
        new RangeError(`${bytes} bytes in one publish: at most ${MAX_BATCH_BYTES} fit a batch`),
      )
    }
    if (this.#waitingBytes + bytes > this.#maxWaitingBytes) {
      return Promise.reject(
        new PublisherOverloaded(`${this.#waitingBytes} bytes wait for the broker already`),
      )
    }
    this.#waitingBytes += bytes
    return new Promise<void>((resolve, reject) => {
      this.#queue.push({ messages, bytes, expiresAt: Date.now() + this.#deadlineMs, resolve, reject })
      this.#loop ??= this.#sendAll()
    })
  }

  async stop(): Promise<void> {
    await this.#loop
    this.#stopping.abort()
    await this.#discardProducer()
  }

  async #sendAll(): Promise<void> {
    // kafkajs may try for longer than a caller can wait, whether to connect or to send.
    const deadlines = setInterval(() => this.#rejectExpired(), CHECK_DEADLINES_MS)
    try {
      for (let failures = 0; this.#queue.length > 0;) {
        if (this.#lingerMs > 0) await pause(this.#lingerMs)
        const producer = await this.#connectedProducer()
        if (producer) await this.#sendBatch(producer, this.#takeBatch())
        else await pause(backoffMs(++failures, RECONNECT), this.#stopping.signal)
      }
    } finally {
      clearInterval(deadlines)
      // In the same turn as the queue was seen empty: a publish that comes next must begin a new loop.
      this.#loop = undefined
    }
  }

  #takeBatch(): Waiting[] {
    let bytes = 0
    let count = 0
    let taken = 0
    for (const waiting of this.#queue) {
      bytes += waiting.bytes
      count += waiting.messages.length
      if (taken > 0 && (bytes > MAX_BATCH_BYTES || count > MAX_BATCH_MESSAGES)) break
      taken++
    }
    return this.#queue.splice(0, taken)
  }

  async #sendBatch(producer: Producer, batch: Waiting[]): Promise<void> {
    if (batch.length === 0) return
    this.#inFlight = batch
    try {
      await producer.sendBatch({
        acks: -1,
        topicMessages: groupByTopic(batch.flatMap(({ messages }) => messages)),
      })
      for (const { resolve } of batch) resolve()
    } catch (error) {
      await this.#discardProducer()
      const failed = new PublishFailed('unknown', `the broker did not confirm: ${messageOf(error)}`, {
        cause: error,
      })
      for (const { reject } of batch) reject(failed)
    } finally {
      this.#inFlight = []
      for (const { bytes } of batch) this.#waitingBytes -= bytes
    }
  }

  async #connectedProducer(): Promise<Producer | undefined> {
    if (this.#producer) return this.#producer
    const producer = this.#kafka.producer({
      idempotent: true,
      // One request at a time: kafkajs drops concurrent idempotent sends silently (trap T7).
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      // Within one producer a repetition is recognised, so trying on is safer than failing: a leader may move.
      retry: { initialRetryTime: 50, maxRetryTime: 1000, retries: 12 },
    })
    try {
      await producer.connect()
      this.#producer = producer
      return producer
    } catch (error) {
      this.#kafka.log.warn({ error: messageOf(error) }, 'publisher: the broker does not answer, trying again')
      await producer.disconnect().catch(() => {})
      return undefined
    }
  }

  async #discardProducer(): Promise<void> {
    const producer = this.#producer
    this.#producer = undefined
    await producer?.disconnect().catch(() => {})
  }

  #rejectExpired(): void {
    const now = Date.now()
    while (this.#queue[0] && this.#queue[0].expiresAt <= now) {
      const expired = this.#queue.shift() as Waiting
      this.#waitingBytes -= expired.bytes
      expired.reject(new PublishFailed('not-sent', `no broker answered within ${this.#deadlineMs} ms`))
    }
    for (const { expiresAt, reject } of this.#inFlight) {
      // Settling a promise twice does nothing, so the batch may still end in its own way.
      if (expiresAt <= now) {
        reject(new PublishFailed('unknown', `the broker did not confirm within ${this.#deadlineMs} ms`))
      }
    }
  }
}

/** Groups of messages, in order, that fit a request and a batch each. */
export function inBatches(messages: readonly OutgoingMessage[]): OutgoingMessage[][] {
  const batches: OutgoingMessage[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const message of messages) {
    const size = sizeOf(message)
    const last = batches.at(-1)
    if (last && bytes + size <= MAX_BATCH_BYTES) last.push(message)
    else {
      batches.push([message])
      bytes = 0
    }
    bytes += size
  }
  return batches
}

/** kafkajs takes messages topic by topic; within a topic they keep their order. */
export function groupByTopic(messages: readonly OutgoingMessage[]): TopicMessages[] {
  const byTopic = new Map<string, TopicMessages['messages']>()
  for (const message of messages) {
    const { topic, value, partition } = message
    const group = byTopic.get(topic) ?? []
    if (group.length === 0) byTopic.set(topic, group)
    group.push({ ...sentBytes(message), value, ...(partition !== undefined && { partition }) })
  }
  return [...byTopic].map(([topic, grouped]) => ({ topic, messages: grouped }))
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
