/** What could not be put aside was tried for ever: the partition stood still behind it, and a place was taken. */
import { failureTopics } from '@channel-adapter/contracts'
import { beforeAll, expect, inject, onTestFinished, test } from 'vitest'
import { failureHeaders } from '../failure-channels.ts'
import type { IncomingMessage } from '../ports.ts'
import { publishGzipBomb } from '../testing/gzip-bomb.ts'
import { committedOffset, testKafka, testTopic, unique, until } from '../testing/index.ts'
import { createPublisher } from './publisher.ts'
import { readToEnd } from './read-to-end.ts'
import { subscribe } from './subscribe.ts'

const kafka = testKafka(inject('kafkaBrokers'))
const MIB = 1024 * 1024

let topic: string

beforeAll(async () => {
  topic = await testTopic(kafka, { partitions: 1 })
  const producer = kafka.producer({})
  await producer.connect()
  const headers = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`h${n}`, 'x'.repeat(5000)]))
  await producer.send({ topic, messages: [{ key: 'k', value: Buffer.alloc(1_040_000) }] })
  await producer.send({ topic, messages: [{ key: 'k', value: 'small', headers }] })
  await publishGzipBomb(kafka, topic, 30 * MIB)
  await producer.send({ topic, messages: [{ key: 'k', value: 'behind' }] })
  await producer.disconnect()
})

test('a message that is too large to be put aside is told of without its bytes, and what is behind it is handled', async () => {
  const group = unique('large')
  for (const name of Object.values(failureTopics(topic, group)))
    await testTopic(kafka, { name, partitions: 1 })
  const handled: string[] = []
  const subscription = await subscribe(kafka, {
    topic,
    group,
    handle: ({ value }) => Promise.resolve(void handled.push(String(value))),
    onFatal: (error) => {
      throw error
    },
  })
  onTestFinished(() => subscription.stop())
  await until(async () => (await committedOffset(kafka, { group, topic })) === 4)
  expect(handled).toEqual(['behind'])
  const aside: IncomingMessage[] = []
  await readToEnd(kafka, failureTopics(topic, group).invalid, (message) => aside.push(message))
  expect(aside.map(({ headers }) => [headers[failureHeaders.code], headers[failureHeaders.offset]])).toEqual([
    ['message-too-large', '0'],
    ['message-too-large', '1'],
    ['message-too-large', '2'],
  ])
})

test('messages with long headers are published, however many at once', async () => {
  const to = await testTopic(kafka, { partitions: 1 })
  const publisher = createPublisher(kafka)
  const headers = { note: 'n'.repeat(4000) }
  await Promise.all(
    Array.from({ length: 1000 }, (_, n) =>
      publisher.publish([{ topic: to, key: String(n), value: Buffer.from('x'), headers }]),
    ),
  )
  await publisher.stop()
  let count = 0
  await readToEnd(kafka, to, () => count++)
  expect(count).toBe(1000)
})
