/** A state that Kafka holds is read whole, and the reader says how far it is. */
import { expect, inject, test } from 'vitest'
import { testKafka, testTopic, until } from '../testing/index.ts'
import { createPublisher } from './publisher.ts'
import { follow } from './follow.ts'

test('tells how much it has not read, and reads no more of a partition while what it gave is not done', async () => {
  const kafka = testKafka(inject('kafkaBrokers'))
  const topic = await testTopic(kafka, { partitions: 1 })
  const publisher = createPublisher(kafka)
  const publish = (value: string) =>
    publisher.publish([{ topic, key: 'k', value: Buffer.from(value), headers: {} }])
  await publish('1')
  const read: string[] = []
  const held = Promise.withResolvers<void>()
  const following = await follow(kafka, {
    topics: [topic],
    group: 'test-follow',
    onMessage: ({ value }) => read.push(value.toString()),
    onRead: () => held.promise,
    onFatal: (error) => expect.fail(error.message),
  })
  await until(() => read.length === 1)
  await publish('2')
  expect(await following.remaining()).toBe(2)
  expect(read).toEqual(['1'])
  held.resolve()
  await following.caughtUp(new AbortController().signal)
  expect(read).toEqual(['1', '2'])
  expect(await following.remaining()).toBe(0)
  await following.stop()
  await publisher.stop()
})
