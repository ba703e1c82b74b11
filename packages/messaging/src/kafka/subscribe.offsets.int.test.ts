/** Where a subscription begins, what it commits, and how it gets past what is not there or not for it. */
import { afterAll, describe, expect, inject, test } from 'vitest'
import { Transient } from '../errors.ts'
import type { IncomingMessage, Subscription, SubscriptionOptions } from '../ports.ts'
import { recordingLog } from '../testing/recording-log.ts'
import { committedOffset, silent, testKafka, testTopic, unique, until } from '../testing/index.ts'
import { withAdmin } from './connect.ts'
import { createPublisher } from './publisher.ts'
import { readToEnd } from './read-to-end.ts'
import { subscribe } from './subscribe.ts'

const brokers = inject('kafkaBrokers')
const kafka = testKafka(brokers)
const stops: (() => Promise<void>)[] = []

afterAll(() => Promise.all(stops.map((stop) => stop())))

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => String(from + n))

async function publish(topic: string, values: readonly string[]): Promise<void> {
  const publisher = createPublisher(kafka)
  await publisher.publish(
    values.map((value) => ({ topic, key: value, value: Buffer.from(value), headers: {} })),
  )
  await publisher.stop()
}

async function started(
  options: Pick<SubscriptionOptions, 'topic' | 'group'> & Partial<SubscriptionOptions>,
  log = silent,
): Promise<{ seen: string[]; stop: () => Promise<void> }> {
  const seen: string[] = []
  const see = (message: IncomingMessage) => Promise.resolve(void seen.push(message.value.toString()))
  const subscription: Subscription = await subscribe(testKafka(brokers, log), {
    failureChannels: false,
    handle: see,
    onFatal: (error) => expect.fail(error.message),
    ...options,
  })
  let stopped: Promise<void> | undefined
  const stop = () => (stopped ??= subscription.stop(100))
  stops.push(stop)
  return { seen, stop }
}

describe.concurrent('a subscription', () => {
  test('of a group that has committed nothing begins at the beginning', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    await publish(topic, numbers(0, 3))
    const { seen } = await started({ topic, group: unique('new') })
    await until(() => seen.length === 3)
    expect(seen).toEqual(numbers(0, 3))
  })

  // T8: an offset out of range jumped to the end, and the backlog was dropped.
  test('whose place has expired goes on at the earliest message there is, and says so as an error', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const group = unique('expired')
    await publish(topic, numbers(0, 5))
    const before = await started({ topic, group })
    await until(async () => (await committedOffset(kafka, { group, topic })) === 5)
    await before.stop()
    await publish(topic, numbers(5, 15))
    await withAdmin(kafka, async (admin) => {
      // Or kafkajs does not know where the topic's leader is.
      await admin.fetchTopicOffsets(topic)
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '8' }] })
    })
    const log = recordingLog()
    const after = await started({ topic, group }, log)
    await until(() => after.seen.length >= 7)
    expect(after.seen).toEqual(numbers(8, 15))
    expect(log.lines.filter(({ level }) => level === 'error')).toMatchObject([
      { message: 'Offset out of range, resetting to default offset', fields: { topic, partition: 0 } },
    ])
  })

  test('whose place lies behind the end of its topic reads all of it, and commits what it has really read', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const [all, none] = [unique('beyond'), unique('beyond')]
    await publish(topic, numbers(0, 5))
    await Promise.all([commit(topic, all, '1000'), commit(topic, none, '1000')])
    expect(await committedOffset(kafka, { group: none, topic })).toBe(1000)
    const { seen } = await started({ topic, group: all })
    await started({ topic, group: none, accepts: () => false })
    for (const group of [all, none]) {
      await until(async () => (await committedOffset(kafka, { group, topic })) === 5)
    }
    expect(seen).toEqual(numbers(0, 5))
  })

  // T11: kafkajs' own committing commits nothing without an interval or a threshold.
  test('commits the offset after what is done, so that the next begins behind it', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const group = unique('committed')
    await publish(topic, numbers(0, 3))
    const before = await started({ topic, group })
    await until(async () => (await committedOffset(kafka, { group, topic })) === 3)
    await before.stop()
    await publish(topic, ['3'])
    const after = await started({ topic, group })
    await until(() => after.seen.length > 0)
    expect(after.seen).toEqual(['3'])
  })

  // T12, T13: one high-water mark for what is resolved, moved on even where the handler failed.
  test('never commits a message that fails, nor one behind it, also when it is stopped and started', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const group = unique('failing')
    await publish(topic, numbers(0, 4))
    const attempts: number[] = []
    const done: string[] = []
    const options = {
      topic,
      group,
      handle: ({ value }: IncomingMessage, { attempt }: { attempt: number }) => {
        if (value.toString() === '1') {
          attempts.push(attempt)
          throw new Transient('not now')
        }
        done.push(value.toString())
        return Promise.resolve()
      },
    }
    const before = await started(options)
    await until(() => done.length === 3 && attempts.length > 1)
    await until(async () => (await committedOffset(kafka, { group, topic })) === 1)
    await before.stop()
    expect(await committedOffset(kafka, { group, topic })).toBe(1)

    attempts.length = 0
    done.length = 0
    const after = await started(options)
    await until(() => done.length === 2 && attempts.length > 0)
    await after.stop()
    expect(done).toEqual(['2', '3'])
    expect(await committedOffset(kafka, { group, topic })).toBe(1)
  })

  test('that is stopped with a batch half taken begins where it stopped', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const group = unique('half')
    await publish(topic, numbers(0, 20))
    const taken: string[] = []
    const before = await started({
      topic,
      group,
      capacity: 4,
      handle: ({ value }, { signal }) => {
        taken.push(value.toString())
        if (taken.length <= 6) return Promise.resolve()
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
      },
    })
    await until(() => taken.length === 10)
    await before.stop()
    const committed = await committedOffset(kafka, { group, topic })
    expect(committed).toBeLessThanOrEqual(6)
    const after = await started({ topic, group })
    await until(() => after.seen.includes('19'))
    expect(after.seen).toEqual(numbers(committed, 20))
  })

  // T17: stalls on control batches.
  test('reads a topic with long runs of aborted transactions through to its very end, and so does readToEnd', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const group = unique('aborted')
    await abortedRun(topic, 4)
    await publish(topic, ['one'])
    await abortedRun(topic, 4)
    await publish(topic, ['two'])
    await abortedRun(topic, 4)
    const [end] = await withAdmin(kafka, (admin) => admin.fetchTopicOffsets(topic))

    const { seen } = await started({ topic, group })
    await until(async () => (await committedOffset(kafka, { group, topic })) === Number(end?.high))
    expect(seen).toEqual(['one', 'two'])

    const read: string[] = []
    await readToEnd(kafka, topic, ({ value }) => read.push(value.toString()), { stallMs: 5000 })
    expect(read).toEqual(['one', 'two'])
  })
})

/** As a group does whose topic was longer once. */
async function commit(topic: string, groupId: string, offset: string): Promise<void> {
  // The member reads another topic: of this one it would find the place out of range, and set it back.
  const elsewhere = await testTopic(kafka, { partitions: 1 })
  const consumer = kafka.consumer({
    groupId,
    maxWaitTimeInMs: 100,
    sessionTimeout: 6000,
    heartbeatInterval: 1000,
  })
  // Between joining and fetching, kafkajs takes a commit and does nothing with it.
  const fetching = new Promise((resolve) => consumer.on(consumer.events.FETCH_START, resolve))
  await consumer.connect()
  await consumer.subscribe({ topic: elsewhere })
  await consumer.run({ autoCommit: false, eachBatch: () => Promise.resolve() })
  await fetching
  await consumer.commitOffsets([{ topic, partition: 0, offset }])
  await consumer.disconnect()
}

/** Aborted transactions that fill several fetches, and so many messages that count. */
async function abortedRun(topic: string, transactions: number): Promise<void> {
  const producer = kafka.producer({
    transactionalId: unique('aborted'),
    idempotent: true,
    maxInFlightRequests: 1,
    retry: { initialRetryTime: 5, retries: 30 },
  })
  await producer.connect()
  const value = Buffer.alloc(900_000)
  for (let n = 0; n < transactions; n++) {
    const transaction = await producer.transaction()
    await transaction.send({ topic, acks: -1, messages: [{ key: 'aborted', value }] })
    await transaction.abort()
  }
  await producer.disconnect()
}
