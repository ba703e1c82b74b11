/** Whatever happens to a transaction, each group is in the topic whole or not at all, and nothing acknowledged is missing. */
import { type KafkaNode, startKafka } from '@channel-adapter/local-kafka'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { brokerBehindProxy, type ProxiedBroker } from '../testing/broker-behind-proxy.ts'
import { testTopic, unique, until, valuesOf } from '../testing/index.ts'
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

async function open(id: string, options = {}): Promise<TransactionalPublisher> {
  const publisher = await openTransactionalPublisher(kafka, id, options)
  opened.push(publisher)
  return publisher
}

const SIZE = 3
const message = (topic: string, value: string, pad = 0) => ({
  topic,
  key: 'k',
  value: Buffer.from(value + ' '.repeat(pad)),
  headers: {},
})
const group = (topic: string, name: string, pad = 0) =>
  Array.from({ length: SIZE }, (_, n) => message(topic, `${name}-${n}`, pad))
const whole = (...names: string[]) =>
  names.flatMap((name) => Array.from({ length: SIZE }, (_, n) => `${name}-${n}`))
const trimmed = async (topic: string) => (await valuesOf(kafka, topic)).map((value) => value.trim())
/** Markers are written some milliseconds after the commit. */
const committed = (topic: string, values: string[]) =>
  expect.poll(() => trimmed(topic), { timeout: 5000 }).toEqual(values)

describe('a transactional publisher', () => {
  // T4: kafkajs holds one transaction at a time; a second one threw.
  test('carries concurrent calls out one after the other', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const publisher = await open(unique('tx'))
    const names = Array.from({ length: 20 }, (_, n) => `g${n}`)
    await Promise.all(names.map((name) => publisher.publish(group(topic, name))))
    await committed(topic, whole(...names))
  })

  // T1: A committed, B failed, then C was acknowledged and not stored.
  test('that failed to send refuses to go on, and its successor loses nothing', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const id = unique('tx')
    const first = await open(id)
    await first.publish(group(topic, 'a'))
    const failed = first.publish(group(topic, 'b')).catch((error: unknown) => error)
    await broker.proxy.cutNextAnswer('produce')
    broker.proxy.refuse()
    expect(await failed).toBeInstanceOf(Error)
    broker.proxy.heal()
    await expect(first.publish(group(topic, 'refused'))).rejects.toThrow('is finished')

    const second = await open(id)
    expect(await trimmed(topic)).toEqual(whole('a'))
    const later = Array.from({ length: 10 }, (_, n) => `c${n}`)
    for (const name of later) await second.publish(group(topic, name))
    await committed(topic, whole('a', ...later))
  })

  // T2: after a failed commit kafkajs throws for ever; whether it was carried out nobody knows but the broker.
  test.each([
    ['answer', true],
    ['request', false],
  ] as const)(
    'whose commit loses its %s is finished, and its successor reads what became of it',
    async (side, stored) => {
      const topic = await testTopic(kafka, { partitions: 1 })
      const id = unique('tx')
      const first = await open(id)
      await first.publish(group(topic, 'a'))
      const cut =
        side === 'answer' ? broker.proxy.cutNextAnswer('endTxn') : broker.proxy.cutNextRequest('endTxn')
      await expect(first.publish(group(topic, 'b'))).rejects.toThrow('Closed connection')
      await cut
      await expect(first.publish(group(topic, 'refused'))).rejects.toThrow('is finished')

      const second = await open(id)
      expect(await trimmed(topic)).toEqual(stored ? whole('a', 'b') : whole('a'))
      await second.publish(group(topic, 'c'))
      await committed(topic, stored ? whole('a', 'b', 'c') : whole('a', 'c'))
    },
  )

  // T5: a broker that went away in a transaction left "There is already an ongoing transaction".
  test('whose broker is killed in a transaction publishes its group whole or not at all', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const id = unique('tx')
    const first = await open(id)
    await first.publish(group(topic, 'a'))
    const requests = broker.proxy.requests('produce')
    // Each message is a batch of its own: the broker dies with some of the group in its log.
    const outcome = first.publish(group(topic, 'b', 600_000)).then(
      () => true,
      () => false,
    )
    await until(() => broker.proxy.requests('produce') === requests + 2)
    await broker.node.kill()
    await broker.node.start()
    const acknowledged = await outcome
    if (!acknowledged) await expect(first.publish(group(topic, 'refused'))).rejects.toThrow('is finished')

    const second = await open(id)
    const read = await trimmed(topic)
    expect([whole('a'), whole('a', 'b')]).toContainEqual(read)
    if (acknowledged) expect(read).toEqual(whole('a', 'b'))
    await second.publish(group(topic, 'c'))
    await committed(topic, [...read, ...whole('c')])
  })
})

/** Leaves a transaction open, as a process does that dies before its commit. */
async function dieInTransaction(topic: string, id: string, timeoutMs?: number): Promise<void> {
  const publisher = await open(id, { ...(timeoutMs !== undefined && { timeoutMs }) })
  const cut = broker.proxy.cutNextRequest('endTxn')
  await expect(publisher.publish(group(topic, 'open'))).rejects.toThrow('Closed connection')
  await cut
}

describe('a publisher that dies in a transaction', () => {
  // T6: committed readers waited for as long as the broker was told, a minute by kafkajs' default.
  test('delays committed readers no longer than its timeout', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    await dieInTransaction(topic, unique('tx'), 2000)
    const died = Date.now()
    const publisher = createPublisher(kafka)
    await publisher.publish([message(topic, 'after')])
    await publisher.stop()
    expect(await valuesOf(kafka, topic)).toEqual([])
    await expect.poll(() => valuesOf(kafka, topic), { timeout: 10_000 }).toEqual(['after'])
    expect(Date.now() - died).toBeLessThan(4000)
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
})
