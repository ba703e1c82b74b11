/** What is at work is not lost when kafkajs joins its group again because another partition's leader has moved. */
import { type KafkaCluster, startKafka } from '@channel-adapter/local-kafka'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { committedOffset, testKafka, unique, until } from '../testing/index.ts'
import { recordingLog } from '../testing/recording-log.ts'
import { type KafkaConnection, withAdmin } from './connect.ts'
import { createPublisher } from './publisher.ts'
import { subscribe } from './subscribe.ts'

let cluster: KafkaCluster
let kafka: KafkaConnection

beforeAll(async () => {
  cluster = await startKafka({ nodes: 2, heapMb: 256 })
  kafka = testKafka(cluster.brokers)
})
afterAll(() => cluster.stop())

/** Keeps messages coming in partition 0, so that a fetch that waits for some returns at once. */
function streamTo(topic: string): () => Promise<void> {
  const publisher = createPublisher(kafka)
  let ended = false
  const done = (async () => {
    while (!ended) {
      await publisher.publish([
        { topic, partition: 0, key: 'later', value: Buffer.from('later'), headers: {} },
      ])
    }
    await publisher.stop()
  })()
  return () => {
    ended = true
    return done
  }
}

// T23: a fetch that the one broker was asked for before the join returned after it, from behind the message that was
// at work; kafkajs read on from there, and the message was passed over and never handled.
test('a message at work when the group is joined again comes again, though a fetch was under way', async () => {
  const topic = unique('moved')
  const group = unique('moved')
  await withAdmin(kafka, (admin) =>
    admin.createTopics({
      waitForLeaders: true,
      topics: [
        {
          topic,
          replicaAssignment: [
            { partition: 0, replicas: [1] },
            { partition: 1, replicas: [2] },
          ],
        },
      ],
    }),
  )
  const log = recordingLog()
  const joins = () => log.lines.filter(({ message }) => message === 'partitions assigned').length
  const deliveries: bigint[] = []
  let handled = 0
  const subscription = await subscribe(testKafka(cluster.brokers, log), {
    topic,
    group,
    failureChannels: false,
    handle: ({ key, offset }, { signal }) => {
      handled++
      if (key !== 'first') return Promise.resolve()
      deliveries.push(offset)
      if (deliveries.length > 1) return Promise.resolve()
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
    },
    onFatal: (error) => expect.fail(error.message),
  })
  const publisher = createPublisher(kafka)
  await publisher.publish([{ topic, partition: 0, key: 'first', value: Buffer.from('first'), headers: {} }])
  await publisher.stop()
  await until(() => deliveries.length === 1)
  const endStream = streamTo(topic)
  await until(() => handled > 20)

  const before = joins()
  await withAdmin(kafka, (admin) =>
    admin.alterPartitionReassignments({
      topics: [{ topic, partitionAssignment: [{ partition: 1, replicas: [1] }] }],
    }),
  )
  await until(() => joins() > before)
  const handledBefore = handled
  await until(() => handled > handledBefore + 20)
  await endStream()
  expect(deliveries).toEqual([0n, 0n])
  await until(async () => (await committedOffset(kafka, { group, topic })) > 20)
  await subscription.stop()
})
