/** Whatever happens to a transaction, each group is in the topic whole or not at all, and nothing acknowledged is missing. */
import { type KafkaNode, startKafka } from '@channel-adapter/local-kafka'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { brokerBehindProxy, impatient, type ProxiedBroker } from '../testing/broker-behind-proxy.ts'
import { testTopic, unique, valuesOf } from '../testing/index.ts'
import type { KafkaConnection } from './connect.ts'
import { createPublisher } from './publisher.ts'
import { openTransactionalPublisher, type TransactionalPublisher } from './transactional-publisher.ts'

let broker: ProxiedBroker<KafkaNode>
let kafka: KafkaConnection
const opened: TransactionalPublisher[] = []

beforeAll(async () => {
  broker = await brokerBehindProxy(startKafka, {
    'transaction.abort.timed.out.transaction.cleanup.interval.ms': '100',
  })
  kafka = broker.connect()
})
afterEach(async () => {
  broker.proxy.heal()
  await Promise.all(opened.splice(0).map((publisher) => publisher.close()))
})
afterAll(() => broker.stop())

async function open(id: string, options = {}, connection = kafka): Promise<TransactionalPublisher> {
  const publisher = await openTransactionalPublisher(connection, id, options)
  opened.push(publisher)
  return publisher
}

const SIZE = 3
const message = (topic: string, value: string) => ({
  topic,
  key: 'k',
  value: Buffer.from(value),
  headers: {},
})
const group = (topic: string, name: string) =>
  Array.from({ length: SIZE }, (_, n) => message(topic, `${name}-${n}`))
const whole = (...names: string[]) =>
  names.flatMap((name) => Array.from({ length: SIZE }, (_, n) => `${name}-${n}`))

describe('a transactional publisher', () => {
  // T4: kafkajs holds one transaction at a time; a second one threw.
  test('carries concurrent calls out one after the other', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const publisher = await open(unique('tx'))
    const names = Array.from({ length: 20 }, (_, n) => `g${n}`)
    await Promise.all(names.map((name) => publisher.publish(group(topic, name))))
    expect(await valuesOf(kafka, topic)).toEqual(whole(...names))
  })

  // T1: A committed, B failed, then C was acknowledged and not stored.
  test('that failed to send refuses to go on, and its successor loses nothing', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const id = unique('tx')
    const first = await open(id, {}, impatient(kafka, 8))
    await first.publish(group(topic, 'a'))
    broker.proxy.cutAnswers('produce')
    await expect(first.publish(group(topic, 'b'))).rejects.toThrow('Closed connection')
    broker.proxy.heal()
    await expect(first.publish(group(topic, 'refused'))).rejects.toThrow('is finished')

    const second = await open(id)
    expect(await valuesOf(kafka, topic)).toEqual(whole('a'))
    const later = Array.from({ length: 10 }, (_, n) => `c${n}`)
    for (const name of later) await second.publish(group(topic, name))
    expect(await valuesOf(kafka, topic)).toEqual(whole('a', ...later))
  })

  test.each([
    ['answer', 'cutNextAnswer'],
    ['request', 'cutNextRequest'],
  ] as const)('asks once more when its commit loses its %s, and goes on', async (_, cutNext) => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const publisher = await open(unique('tx'))
    const cut = broker.proxy[cutNext]('endTxn')
    await publisher.publish(group(topic, 'a'))
    await cut
    await publisher.publish(group(topic, 'b'))
    expect(await valuesOf(kafka, topic)).toEqual(whole('a', 'b'))
  })

  // T2: after a failed commit kafkajs throws for ever; whether it was carried out nobody knows but the broker.
  test.each([
    ['answer', 'cutAnswers', true],
    ['request', 'cutRequests', false],
  ] as const)(
    'whose commits all lose their %s is finished, and its successor reads what became of it',
    async (_, cutAll, stored) => {
      const topic = await testTopic(kafka, { partitions: 1 })
      const id = unique('tx')
      const first = await open(id, {}, impatient(kafka, 4))
      await first.publish(group(topic, 'a'))
      broker.proxy[cutAll]('endTxn')
      await expect(first.publish(group(topic, 'b'))).rejects.toThrow('Closed connection')
      broker.proxy.heal()
      await expect(first.publish(group(topic, 'refused'))).rejects.toThrow('is finished')

      const second = await open(id)
      expect(await valuesOf(kafka, topic)).toEqual(stored ? whole('a', 'b') : whole('a'))
      await second.publish(group(topic, 'c'))
      expect(await valuesOf(kafka, topic)).toEqual(stored ? whole('a', 'b', 'c') : whole('a', 'c'))
    },
  )
})

/** Leaves a transaction open, as a process does that dies before its commit. */
async function dieInTransaction(topic: string, id: string, timeoutMs?: number): Promise<void> {
  const publisher = await open(id, { ...(timeoutMs !== undefined && { timeoutMs }) }, impatient(kafka, 1))
  broker.proxy.cutRequests('endTxn')
  await expect(publisher.publish(group(topic, 'open'))).rejects.toThrow('Closed connection')
  broker.proxy.heal()
}

describe('a publisher that dies in a transaction', () => {
  // T6: committed readers waited for as long as the broker was told, a minute by kafkajs' default.
  test('delays committed readers no longer than its timeout', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    await dieInTransaction(topic, unique('tx'), 1000)
    const died = Date.now()
    const publisher = createPublisher(kafka)
    await publisher.publish([message(topic, 'after')])
    await publisher.stop()
    expect(await valuesOf(kafka, topic)).toEqual([])
    await expect.poll(() => valuesOf(kafka, topic), { timeout: 10_000 }).toEqual(['after'])
    expect(Date.now() - died).toBeLessThan(3000)
  })

  test('delays them no longer than until its id is opened again', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const id = unique('tx')
    await dieInTransaction(topic, id)
    const publisher = createPublisher(kafka)
    await publisher.publish([message(topic, 'after')])
    await publisher.stop()
    await open(id)
    expect(await valuesOf(kafka, topic)).toEqual(['after'])
  })

  // Its own messages lie behind that transaction, and are seen when the broker ends it.
  test('does not keep others from publishing', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    await dieInTransaction(topic, unique('tx'), 60_000)
    const other = await open(unique('tx'))
    await other.publish(group(topic, 'a'))
    await other.publish(group(topic, 'b'))
    expect(await valuesOf(kafka, topic)).toEqual([])
  })
})
