/** Whatever happens between us and the broker, what was acknowledged is in the topic. */
import { type KafkaNode, startKafka } from '@channel-adapter/local-kafka'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Publisher } from '../ports.ts'
import { brokerBehindProxy, impatient, type ProxiedBroker } from '../testing/broker-behind-proxy.ts'
import { testTopic, until, valuesOf } from '../testing/index.ts'
import type { KafkaConnection } from './connect.ts'
import { createPublisher } from './publisher.ts'

let broker: ProxiedBroker<KafkaNode>
let kafka: KafkaConnection
const open: Publisher[] = []

beforeAll(async () => {
  broker = await brokerBehindProxy(startKafka)
  kafka = broker.connect()
})
afterEach(async () => {
  broker.proxy.heal()
  await Promise.all(open.splice(0).map((publisher) => publisher.stop()))
})
afterAll(() => broker.stop())

function publisherOf(connection = kafka, deadlineMs = 10_000): Publisher {
  const publisher = createPublisher(connection, { deadlineMs })
  open.push(publisher)
  return publisher
}

const message = (topic: string, value: string, key = 'k') => ({
  topic,
  key,
  value: Buffer.from(value),
  headers: {},
})
const numbers = (count: number, prefix = '') => Array.from({ length: count }, (_, n) => prefix + String(n))
const failure = (publishing: Promise<void>) => publishing.catch((error: unknown) => error)

describe('a publisher whose answer is cut off', () => {
  test('sends the same again, and the topic has it once', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const publisher = publisherOf()
    await publisher.publish([message(topic, 'before')])
    const cut = broker.proxy.cutNextAnswer('produce', { afterBytes: 10 })
    await Promise.all([cut, publisher.publish([message(topic, 'cut')])])
    await publisher.publish([message(topic, 'after')])
    expect(await valuesOf(kafka, topic)).toEqual(['before', 'cut', 'after'])
  })

  // T1: the send fails after the broker has appended it; kafkajs rolls its sequence back, and the next, different
  // message was acknowledged without being stored.
  test('and whose send fails for good, stores every one of the next hundred that it acknowledges', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const publisher = publisherOf(impatient(kafka, 1))
    await publisher.publish([message(topic, 'before')])
    broker.proxy.cutAnswers('produce')
    const failed = await failure(publisher.publish([message(topic, 'unconfirmed')]))
    expect(failed).toMatchObject({ name: 'PublishFailed', outcome: 'unknown' })
    broker.proxy.heal()

    for (const value of numbers(100)) await publisher.publish([message(topic, value)])
    expect(await valuesOf(kafka, topic)).toEqual(['before', 'unconfirmed', ...numbers(100)])
  })
})

describe('a publisher', () => {
  // T7: concurrent sends of an idempotent producer were dropped in silence. T20: one send was one request.
  test('stores thousands of concurrent publishes, each key in order, in a few requests', async () => {
    const topic = await testTopic(kafka)
    const publisher = publisherOf()
    const keys = ['a', 'b', 'c', 'd']
    await publisher.publish([message(topic, 'a first')])
    const requests = broker.proxy.requests('produce')
    broker.proxy.delay(5)
    await Promise.all(
      numbers(5000).map((n) => {
        const key = keys[Number(n) % keys.length] ?? ''
        return publisher.publish([message(topic, `${key} ${n}`, key)])
      }),
    )
    expect(broker.proxy.requests('produce') - requests).toBeLessThan(10)
    broker.proxy.heal()
    const values = await valuesOf(kafka, topic)
    expect(values).toHaveLength(5001)
    for (const [index, key] of keys.entries()) {
      const mine = values.filter((value) => value.startsWith(`${key} `) && value !== 'a first')
      expect(mine).toEqual(Array.from({ length: 1250 }, (_, n) => `${key} ${index + keys.length * n}`))
    }
  })

  test('says within the deadline that it does not know, when the broker is silent, and goes on afterwards', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const publisher = publisherOf(kafka, 500)
    await publisher.publish([message(topic, 'before')])
    const requests = broker.proxy.requests('produce')
    broker.proxy.halfOpen()
    const asked = Date.now()
    const sent = failure(publisher.publish([message(topic, 'into the silence')]))
    await until(() => broker.proxy.requests('produce') > requests)
    const waiting = failure(publisher.publish([message(topic, 'behind it')]))
    expect(await sent).toMatchObject({ name: 'PublishFailed', outcome: 'unknown' })
    expect(await waiting).toMatchObject({ name: 'PublishFailed', outcome: 'not-sent' })
    expect(Date.now() - asked).toBeLessThan(2000)
    broker.proxy.heal()

    for (const value of numbers(10)) await publisher.publish([message(topic, value)])
    const values = await valuesOf(kafka, topic)
    expect(values).not.toContain('behind it')
    expect(values.filter((value) => value !== 'into the silence')).toEqual(['before', ...numbers(10)])
  })
})
