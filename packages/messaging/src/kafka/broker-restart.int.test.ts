/** A publisher, a transactional publisher and a subscription at work while their only broker is killed and comes back. */
import { type KafkaNode, startKafka } from '@channel-adapter/local-kafka'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PublishFailed } from '../errors.ts'
import type { Subscription } from '../ports.ts'
import { brokerBehindProxy, type ProxiedBroker } from '../testing/broker-behind-proxy.ts'
import { committedOffset, testTopic, unique, until, valuesOf } from '../testing/index.ts'
import type { KafkaConnection } from './connect.ts'
import { createPublisher } from './publisher.ts'
import { subscribe } from './subscribe.ts'
import { openTransactionalPublisher, type TransactionalPublisher } from './transactional-publisher.ts'

let broker: ProxiedBroker<KafkaNode>
let kafka: KafkaConnection
let topic: string
let subscription: Subscription
let transactional: TransactionalPublisher
let committedBefore: number
let transactionCommitted: boolean

const acknowledged: string[] = []
const unconfirmed = new Set<string>()
const unexpected: unknown[] = []
const handled: { value: string; offset: number; restarted: boolean }[] = []
const transactionTopic = unique('tx')
const group = unique('restarted')
const transactionalId = unique('tx')

/** Messages of two batches, each in a partition of its own: the broker can die between them. */
const transaction = (name: string, bytes: number) =>
  [0, 1].map((partition) => ({
    topic: transactionTopic,
    partition,
    key: name,
    value: Buffer.from(name + ' '.repeat(bytes)),
    headers: {},
  }))
const transactions = async () => (await valuesOf(kafka, transactionTopic)).map((value) => value.trim())

/** Publishes one number after the other until it is told to end. */
function publishing(): () => Promise<void> {
  const publisher = createPublisher(kafka, { deadlineMs: 15_000 })
  let ended = false
  const done = (async () => {
    for (let n = 0; !ended; n++) {
      const value = String(n)
      await publisher.publish([{ topic, key: 'k', value: Buffer.from(value), headers: {} }]).then(
        () => acknowledged.push(value),
        (error: unknown) => {
          if (!(error instanceof PublishFailed)) unexpected.push(error)
          else if (error.outcome === 'unknown') unconfirmed.add(value)
        },
      )
    }
    await publisher.stop()
  })()
  return () => {
    ended = true
    return done
  }
}

beforeAll(async () => {
  broker = await brokerBehindProxy(startKafka, {
    // Shorter waits for those that died.
    'broker.session.timeout.ms': '1500',
    'broker.heartbeat.interval.ms': '300',
    'group.min.session.timeout.ms': '1000',
  })
  kafka = broker.connect()
  topic = await testTopic(kafka, { partitions: 1 })
  await testTopic(kafka, { name: transactionTopic, partitions: 2 })
  let restarted = false
  subscription = await subscribe(kafka, {
    group,
    topic,
    failureChannels: false,
    sessionTimeoutMs: 2000,
    handle: ({ value, offset }) => {
      handled.push({ value: value.toString(), offset: Number(offset), restarted })
      return Promise.resolve()
    },
    onFatal: (error) => unexpected.push(error),
  })
  transactional = await openTransactionalPublisher(kafka, transactionalId)
  await transactional.publish(transaction('a', 0))
  const endPublishing = publishing()
  await until(async () => (await committedOffset(kafka, { group, topic })) > 50)

  const betweenBatches = broker.proxy.cutNextRequest('addPartitionsToTxn', { passing: 1 })
  const inTransaction = transactional.publish(transaction('b', 800_000)).then(
    () => true,
    () => false,
  )
  await betweenBatches
  // It gets no further, however late the kill comes: what is behind a commit is until-visible.int.test.ts's.
  broker.proxy.cutRequests('addPartitionsToTxn')
  committedBefore = await committedOffset(kafka, { group, topic })
  await broker.node.kill()
  const acknowledgedBefore = acknowledged.length
  broker.proxy.heal()
  await broker.node.start()
  restarted = true
  transactionCommitted = await inTransaction
  await until(() => acknowledged.length > acknowledgedBefore + 50)
  await endPublishing()
  await until(() => handled.some(({ value }) => value === acknowledged.at(-1)))
}, 90_000)

afterAll(async () => {
  await subscription.stop(1000)
  await transactional.close()
  await broker.stop()
})

describe('over a kill -9 of the broker', () => {
  test('a publisher acknowledges nothing that is missing, and says PublishFailed of the rest', async () => {
    const values = await valuesOf(kafka, topic)
    expect(values.filter((value) => !unconfirmed.has(value))).toEqual(acknowledged)
    expect(unexpected).toEqual([])
  })

  // T5: a broker that went away in a transaction left "There is already an ongoing transaction".
  test('a transaction is carried out whole or not at all, and the next owner of its id goes on', async () => {
    if (!transactionCommitted) {
      await expect(transactional.publish(transaction('refused', 0))).rejects.toThrow('is finished')
    }
    const next = await openTransactionalPublisher(kafka, transactionalId)
    const read = await transactions()
    expect(
      transactionCommitted
        ? [['a', 'a', 'b', 'b']]
        : [
            ['a', 'a'],
            ['a', 'a', 'b', 'b'],
          ],
    ).toContainEqual(read.toSorted())
    await next.publish(transaction('c', 0))
    await next.close()
    await expect
      .poll(async () => (await transactions()).toSorted(), { timeout: 20_000 })
      .toEqual([...read.toSorted(), 'c', 'c'])
  })

  test('a subscription goes on by itself, and handles everything that was acknowledged', () => {
    expect(subscription.state().joined).toBe(true)
    const seen = new Set(handled.map(({ value }) => value))
    expect(acknowledged.filter((value) => !seen.has(value))).toEqual([])
  })

  test('a subscription handles again only what was not committed', () => {
    const before = new Set(handled.filter(({ restarted }) => !restarted).map(({ offset }) => offset))
    const again = handled.filter(({ restarted, offset }) => restarted && before.has(offset))
    expect(again.filter(({ offset }) => offset < committedBefore)).toEqual([])
  })
})
