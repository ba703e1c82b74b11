/** A state that Kafka holds is read whole, and the reader says how far it is. */
import { getEventListeners } from 'node:events'
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
  const { signal } = new AbortController()
  await following.caughtUp(signal)
  // One for each batch was left on a signal that lives as long as the process.
  expect(getEventListeners(signal, 'abort')).toEqual([])
  expect(read).toEqual(['1', '2'])
  expect(await following.remaining()).toBe(0)
  await following.stop()
  await publisher.stop()
})

test('has little of a long topic in memory at a time, and reads a message that is larger than that', async () => {
  const kafka = testKafka(inject('kafkaBrokers'))
  const topic = await testTopic(kafka, { partitions: 1 })
  const publisher = createPublisher(kafka)
  const sizes = [...Array.from({ length: 20 }, () => 100_000), 600_000, 100_000]
  for (const size of sizes)
    await publisher.publish([{ topic, key: 'k', value: Buffer.alloc(size), headers: {} }])
  let batch: number[] = []
  const batches: number[][] = []
  const following = await follow(kafka, {
    topics: [topic],
    group: 'test-follow',
    onMessage: ({ value }) => batch.push(value.length),
    onRead: () => {
      batches.push(batch)
      batch = []
    },
    onFatal: (error) => expect.fail(error.message),
  })
  await following.caughtUp(new AbortController().signal)
  await following.stop()
  await publisher.stop()
  expect(batches.flat()).toEqual(sizes)
  const largest = batches.map((each) => each.reduce((sum, size) => sum + size, 0)).toSorted((a, b) => b - a)
  expect(largest[0]).toBe(600_000)
  expect(largest[1]).toBeLessThanOrEqual(256 * 1024)
})
