import { expect, inject, test } from 'vitest'
import { testKafka, testTopic, unique, until } from '../testing/index.ts'
import { endableConsumer } from './endable-consumer.ts'
import { createPublisher } from './publisher.ts'

const kafka = testKafka(inject('kafkaBrokers'))
const MINUTE_MS = 60_000

// kafkajs waited for the broker's answer twice: before it left, and before it closed the connection.
test('a consumer ends, and leaves its group, while the broker waits for something to answer with', async () => {
  const topic = await testTopic(kafka)
  const groupId = unique('ends')
  const config = { groupId, maxWaitTimeInMs: MINUTE_MS, sessionTimeout: MINUTE_MS }
  const { consumer, end } = endableConsumer(kafka, config, (error) => expect.fail(error.message))
  let began = 0
  let read: number | undefined
  consumer.on(consumer.events.FETCH_START, () => began++)
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({
    eachMessage: () => {
      read = began
      return Promise.resolve()
    },
  })
  const publisher = createPublisher(kafka)
  await publisher.publish([{ topic, key: 'k', value: Buffer.from('v'), headers: {} }])
  await publisher.stop()
  await until(() => read !== undefined && began > read)

  await end()
  const admin = kafka.admin()
  await admin.connect()
  const { groups } = await admin.describeGroups([groupId])
  await admin.disconnect()
  expect(groups.map(({ members }) => members)).toEqual([[]])
})
