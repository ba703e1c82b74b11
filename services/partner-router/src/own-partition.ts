import { ROUTER_GROUP } from '@channel-adapter/contracts'
import {
  type IncomingMessage,
  type KafkaConnection,
  openTransactionalPublisher,
  type OutgoingMessage,
  readPartition,
  type TransactionalPublisher,
} from '@channel-adapter/messaging'
import { backoffMs, pause } from '@channel-adapter/patience'
import { crashPoint } from '@channel-adapter/seams'
import type { PartitionProgress } from './progress.ts'
import type { Router } from './router.ts'
import { cursorRecord, readState, type RouterState } from './state.ts'

export interface PartitionOptions {
  readonly kafka: KafkaConnection
  readonly topicPrefix: string
  readonly partition: number
  readonly router: Router
  /** What decides who is to have an order. */
  readonly rules: string
  readonly progress: PartitionProgress
}

const RETRY = { firstMs: 500, maxMs: 10_000 }

/**
 * Routes one partition, the one of this number in every topic, for as long as it is ours. The transactional id is
 * claimed before the state is read: whoever held it before can commit nothing any more, so what is read is the last
 * word. After any failure it begins anew from there, and what was not committed is routed again.
 */
export async function ownPartition(options: PartitionOptions, signal: AbortSignal): Promise<void> {
  const { kafka, topicPrefix, partition, progress } = options
  for (let attempt = 1; !signal.aborted; attempt++) {
    try {
      const id = `${topicPrefix}${ROUTER_GROUP}.${partition}`
      const publisher = await openTransactionalPublisher(kafka, id, { signal })
      crashPoint('route.id-claimed')
      try {
        const state = await readState(kafka, topicPrefix, partition, options.router.topics)
        crashPoint('route.state-read')
        await routeOn(options, state, publisher, signal, () => (attempt = 1))
      } finally {
        await publisher.close()
      }
    } catch (error) {
      if (signal.aborted) return
      const retryInMs = 500 + backoffMs(attempt, RETRY)
      progress.failed(String(error))
      kafka.log.warn(
        { partition, error: String(error), retryInMs },
        'routing begins anew from the committed cursor',
      )
      await pause(retryInMs, signal)
    }
  }
}

/** Routes what comes until the signal is aborted. @throws when anything fails */
async function routeOn(
  { kafka, topicPrefix, partition, router, rules, progress }: PartitionOptions,
  { cursors, routed }: RouterState,
  publisher: TransactionalPublisher,
  signal: AbortSignal,
  onProgress: () => void,
): Promise<void> {
  const ended = Promise.withResolvers<void>()
  ended.promise.catch(() => {})
  const end = () => ended.resolve()
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()

  async function routeBatch(messages: readonly IncomingMessage[], next: bigint): Promise<void> {
    const out: OutgoingMessage[] = []
    const counts = { order: 0, outcome: 0, update: 0, refused: 0 }
    for (const message of messages) {
      const passage = await router.pass(message, routed)
      out.push(...passage.messages)
      if (passage.messages.length > 0) counts[passage.kind]++
    }
    const topic = messages[0]?.topic ?? ''
    // Lost meanwhile: the next owner would fence us, but need not have come yet.
    signal.throwIfAborted()
    crashPoint('route.batch-decided')
    await publisher.publish([...out, cursorRecord(topicPrefix, partition, topic, { next, rules })])
    crashPoint('route.batch-routed')
    progress.routed(counts)
    onProgress()
  }

  // With other rules the orders are looked through from the beginning; what each partner has it keeps.
  const begins = [...cursors].filter(([topic, cursor]) => !isOrders(topic, router) || cursor.rules === rules)
  const reading = await readPartition(kafka, {
    topics: router.topics,
    partition,
    begins: new Map(begins.map(([topic, { next }]) => [topic, next])),
    group: `${topicPrefix}${ROUTER_GROUP}.reader`,
    onMessages: routeBatch,
    onFailed: ended.reject,
  })
  progress.reading(reading.behind)
  try {
    await ended.promise
  } finally {
    signal.removeEventListener('abort', end)
    await reading.stop()
  }
}

function isOrders(topic: string, { topics: [orders] }: Router): boolean {
  return topic === orders
}
