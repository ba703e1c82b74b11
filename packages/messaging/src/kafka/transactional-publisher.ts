import { crashPoint } from '@channel-adapter/seams'
import { inSpan } from '@channel-adapter/telemetry'
import type { Producer, RecordMetadata } from 'kafkajs'
import { sendSpan } from '../message-spans.ts'
import type { Logger, OutgoingMessage } from '../ports.ts'
import type { KafkaConnection } from './connect.ts'
import { groupByTopic, inBatches } from './publisher.ts'
import { firstWritten, untilVisible } from './until-visible.ts'

/** Publishes groups of messages so that either all of a group become visible to committed readers, or none. */
export interface TransactionalPublisher {
  /**
   * Resolves when the transaction is committed and its messages can be seen, but for those behind another's open
   * transaction. Calls are carried out one after the other. While the broker is away the commit's visibility is waited
   * for, until the publisher's signal is aborted.
   * When it rejects, whether the messages were published is unknown and this publisher is finished: close it, open
   * a new one, and read back what was committed before sending anything (traps T1, T2, T5).
   */
  publish(messages: readonly OutgoingMessage[]): Promise<void>
  close(): Promise<void>
}

export interface TransactionOptions {
  /**
   * Milliseconds after which the broker aborts the open transaction of a publisher that died, and committed readers
   * go on (trap T6). The broker looks every 10 s by default. Default 15,000.
   */
  readonly timeoutMs?: number
  /** Once it is aborted, what is committed counts as published without another look. Default: never. */
  readonly signal?: AbortSignal
}

/**
 * Opens a publisher under a transactional id and shuts out every earlier one of the same id: their open transaction
 * is aborted and their next write fails (KIP-98). So whoever opens it first and reads afterwards reads the last word.
 */
export async function openTransactionalPublisher(
  kafka: KafkaConnection,
  transactionalId: string,
  { timeoutMs = 15_000, signal = new AbortController().signal }: TransactionOptions = {},
): Promise<TransactionalPublisher> {
  const producer = kafka.producer({
    transactionalId,
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    transactionTimeout: timeoutMs,
    // The coordinator answers CONCURRENT_TRANSACTIONS for some milliseconds after each commit; kafkajs' defaults
    // would wait 300 ms and more. In all some 8 s: beyond its timeout the broker has aborted the transaction.
    retry: { initialRetryTime: 2, maxRetryTime: 1000, retries: 16 },
  })
  try {
    await producer.connect()
    // kafkajs claims the id no sooner than the first transaction begins.
    const claim = await producer.transaction()
    await claim.abort()
  } catch (error) {
    await producer.disconnect().catch(() => {})
    throw error
  }
  return new OneByOne(producer, kafka.log, signal)
}

class OneByOne implements TransactionalPublisher {
  readonly #producer: Producer
  readonly #log: Logger
  readonly #signal: AbortSignal
  #last: Promise<void> = Promise.resolve()
  #failed: unknown

  constructor(producer: Producer, log: Logger, signal: AbortSignal) {
    this.#producer = producer
    this.#log = log
    this.#signal = signal
  }

  // kafkajs holds one transaction at a time per producer (trap T4).
  publish(messages: readonly OutgoingMessage[]): Promise<void> {
    const turn = this.#last.then(() =>
      inSpan(
        () => sendSpan(messages),
        () => this.#transact(messages),
      ),
    )
    this.#last = turn.catch(() => {})
    return turn
  }

  async close(): Promise<void> {
    await this.#last
    await this.#producer.disconnect().catch(() => {})
  }

  async #transact(messages: readonly OutgoingMessage[]): Promise<void> {
    if (this.#failed !== undefined) {
      throw new Error('this transactional publisher failed before and is finished', { cause: this.#failed })
    }
    try {
      const transaction = await this.#producer.transaction()
      const answers: RecordMetadata[] = []
      for (const batch of inBatches(messages)) {
        answers.push(...(await transaction.sendBatch({ acks: -1, topicMessages: groupByTopic(batch) })))
        crashPoint('extract.half-sent')
      }
      crashPoint('extract.before-commit')
      await transaction.commit()
      crashPoint('extract.committed')
      await untilVisible(this.#producer, firstWritten(answers), this.#log, this.#signal)
    } catch (error) {
      // Not even an abort: it may throw too, or undo nothing. The next owner of the id aborts what is open.
      this.#failed = error
      throw error
    }
  }
}
