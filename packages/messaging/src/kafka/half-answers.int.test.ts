/** What is left of an answer that was cut off in its middle says nothing of the next connection (trap T24). */
import { type KafkaNode, startKafka } from '@channel-adapter/local-kafka'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Subscription } from '../ports.ts'
import { brokerBehindProxy, type ProxiedBroker } from '../testing/broker-behind-proxy.ts'
import { testTopic, unique, until } from '../testing/index.ts'
import type { KafkaConnection } from './connect.ts'
import { createPublisher } from './publisher.ts'
import { subscribe } from './subscribe.ts'

let broker: ProxiedBroker<KafkaNode>
let kafka: KafkaConnection
const running: Subscription[] = []

beforeAll(async () => {
  broker = await brokerBehindProxy(startKafka)
  kafka = broker.connect()
})
afterEach(async () => {
  broker.proxy.heal()
  await Promise.all(running.splice(0).map((subscription) => subscription.stop(1000)))
})
afterAll(() => broker.stop())

describe('a subscription, when 6 bytes of an answer came before the cut', () => {
  // The connection for fetching lives on, so that kafkajs keeps both in use.
  test.each(['heartbeat', 'offsetCommit', 'fetch'] as const)('to a %s, goes on at once', async (kind) => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const received: string[] = []
    running.push(
      await subscribe(kafka, {
        topic,
        group: unique('group'),
        failureChannels: false,
        handle: ({ value }) => Promise.resolve(void received.push(value.toString())),
        onFatal: (error) => expect.fail(error.message),
      }),
    )
    const publisher = createPublisher(kafka)
    for (let round = 0; round < 3; round++) {
      const cut = broker.proxy.cutNextAnswer(kind, { afterBytes: 6 })
      const value = String(round)
      await publisher.publish([{ topic, key: 'k', value: Buffer.from(value), headers: {} }])
      await cut
      await publisher.publish([{ topic, key: 'k', value: Buffer.from(`after ${value}`), headers: {} }])
      await until(() => received.includes(`after ${value}`), 10_000)
    }
    await publisher.stop()
  })
})
