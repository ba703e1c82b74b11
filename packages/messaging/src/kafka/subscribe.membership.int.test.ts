/** Whose a message is: over rebalances, slow handlers and crashes of kafkajs. */
import { type KafkaNode, startKafka } from '@channel-adapter/local-kafka'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Handler, Subscription, SubscriptionOptions } from '../ports.ts'
import { brokerBehindProxy, type ProxiedBroker } from '../testing/broker-behind-proxy.ts'
import { recordingLog } from '../testing/recording-log.ts'
import { committedOffset, silent, testTopic, unique, until } from '../testing/index.ts'
import { type KafkaConnection, withAdmin } from './connect.ts'
import { createPublisher } from './publisher.ts'
import { subscribe } from './subscribe.ts'

const SESSION_MS = 1500

let broker: ProxiedBroker<KafkaNode>
let kafka: KafkaConnection
const running = new Set<Subscription>()

beforeAll(async () => {
  broker = await brokerBehindProxy(startKafka, { 'group.min.session.timeout.ms': '1000' })
  kafka = broker.connect()
})
afterAll(async () => {
  await stopAll()
  await broker.stop()
})

async function stopAll(): Promise<void> {
  await Promise.all([...running].map((subscription) => subscription.stop(0)))
  running.clear()
}

/** One message in each of so many partitions. */
async function publish(topic: string, partitions: number, count = 1): Promise<void> {
  const publisher = createPublisher(kafka)
  await publisher.publish(
    Array.from({ length: partitions * count }, (_, n) => {
      const partition = n % partitions
      return { topic, partition, key: String(n), value: Buffer.from(String(n)), headers: {} }
    }),
  )
  await publisher.stop()
}

type Options = Pick<SubscriptionOptions, 'topic' | 'group' | 'handle'> & Partial<SubscriptionOptions>

async function member(options: Options, log = silent): Promise<Subscription> {
  const subscription = await subscribe(broker.connect(log), {
    failureChannels: false,
    sessionTimeoutMs: SESSION_MS,
    onFatal: (error) => expect.fail(error.message),
    ...options,
  })
  running.add(subscription)
  return subscription
}

interface Call {
  readonly partition: number
  readonly signal: AbortSignal
  readonly end: () => void
}

/** A handler that ends when it is told to, and not when its signal is aborted. */
function stubborn(): { calls: Call[]; handle: Handler; of: (partition: number) => Call[] } {
  const calls: Call[] = []
  return {
    calls,
    of: (partition) => calls.filter((call) => call.partition === partition),
    handle: ({ partition }, { signal }) =>
      new Promise((end) => calls.push({ partition, signal, end: () => end() })),
  }
}

describe.concurrent('a member of a group', () => {
  // T15: work went on after a rebalance, and was committed for partitions that were another's.
  test('that has lost a partition is told so, and commits nothing of what it ends too late', async () => {
    const topic = await testTopic(kafka, { partitions: 2 })
    const group = unique('lost')
    await publish(topic, 2)
    const [first, second] = [stubborn(), stubborn()]
    await member({ topic, group, handle: first.handle })
    await until(() => first.calls.length === 2)
    await member({ topic, group, handle: second.handle })
    await until(() => second.calls.length === 1)
    const [{ partition: lost, signal }] = second.calls as [Call]
    const kept = 1 - lost
    expect(first.of(lost)[0]?.signal.aborted).toBe(true)
    expect(signal.aborted).toBe(false)

    first.of(lost)[0]?.end()
    first.of(kept)[0]?.end()
    // What it kept comes again; committing that, it would commit the other too.
    await until(() => first.of(kept).length === 2)
    first.of(kept)[1]?.end()
    await until(async () => (await committedOffset(kafka, { group, topic, partition: kept })) === 1)
    expect(await committedOffset(kafka, { group, topic, partition: lost })).toBeLessThan(1)

    second.calls[0]?.end()
    await until(async () => (await committedOffset(kafka, { group, topic, partition: lost })) === 1)
    expect([first.of(lost).length, second.calls.length]).toEqual([1, 1])
  })

  // T16: heartbeats came only between messages. A machine that stalls for a whole session ends any membership: tried again.
  test.each([
    ['with room for more', {}],
    ['that has no room for more', { capacity: 1 }],
    ['that has no room for more bytes', { mostBytes: 1 }],
  ])('%s stays in it while a handler takes longer than the session', { retry: 2 }, async (_, limits) => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const group = unique('slow')
    await publish(topic, 1, 3)
    const log = recordingLog()
    const { calls, handle } = stubborn()
    const subscription = await member({ topic, group, handle, ...limits }, log)
    await until(() => calls.length > 0)
    const began = Date.now()
    await until(() => Date.now() - began > 2 * SESSION_MS)
    expect(subscription.state().joined).toBe(true)
    expect(calls[0]?.signal.aborted).toBe(false)
    for (let n = 0; n < 3; n++) {
      await until(() => calls.length > n)
      calls[n]?.end()
    }
    await until(async () => (await committedOffset(kafka, { group, topic })) === 3)
    expect(calls).toHaveLength(3)
    expect(log.lines.filter(({ message }) => message === 'partitions assigned')).toHaveLength(1)
  })
})

describe('a subscription that kafkajs cannot keep in its group', () => {
  // What others ask of the broker would be counted too.
  beforeEach(stopAll)

  test('says so, and joins by itself when it can', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    broker.proxy.cutAnswers('joinGroup')
    const { calls, handle } = stubborn()
    const subscription = await member({ topic, group: unique('outside'), handle })
    expect(subscription.state()).toMatchObject({ joined: false, partitions: [] })
    broker.proxy.heal()
    await publish(topic, 1)
    await until(() => calls.length === 1)
    expect(subscription.state()).toMatchObject({ joined: true, partitions: [0] })
    calls[0]?.end()
  })

  // T25: with no broker to ask for the coordinator, kafkajs gave up for good.
  test('for want of a coordinator joins again when there is one', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const log = recordingLog()
    const { calls, handle } = stubborn()
    broker.proxy.cutAnswers('findCoordinator')
    await member({ topic, group: unique('coordinator'), handle }, log)
    expect(log.lines.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('Failed to find group coordinator'),
    )
    broker.proxy.heal()
    await publish(topic, 1)
    await until(() => calls.length === 1)
    calls[0]?.end()
  })

  test('for want of a broker is stopped within seconds all the same', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const { calls, handle } = stubborn()
    const subscription = await member({ topic, group: unique('gone'), handle })
    await publish(topic, 1)
    await until(() => calls.length === 1)
    broker.proxy.halfOpen()
    calls[0]?.end()
    running.delete(subscription)
    const began = Date.now()
    await subscription.stop(1000)
    broker.proxy.heal()
    expect(Date.now() - began).toBeLessThan(10_000)
  })

  // kafkajs went on restarting a consumer that had been stopped: it came back and held partitions unread.
  test.each([
    ['succeeds', false],
    ['fails', true],
  ])('and is stopped meanwhile, does not come back when its last attempt to join %s', async (_, fails) => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const group = unique('stopped')
    broker.proxy.cutAnswers('joinGroup')
    const log = recordingLog()
    const subscription = await member({ topic, group, handle: () => Promise.resolve() }, log)
    broker.proxy.refuse()
    const restarting = () => log.lines.findLastIndex(({ message }) => message.startsWith('Restarting'))
    const connecting = () => log.lines.findLastIndex(({ fields }) => fields['kafkajs'] === 'BrokerPool')
    await until(() => restarting() >= 0 && connecting() > restarting())
    running.delete(subscription)
    await subscription.stop(0)
    broker.proxy.heal()

    const joins = broker.proxy.requests('joinGroup')
    if (fails) broker.proxy.cutAnswers('joinGroup')
    await until(() => broker.proxy.requests('joinGroup') > joins)
    // The first answer gives a new member its id, with which it asks again.
    const attempts = fails ? 1 : 2
    await expect(
      until(() => broker.proxy.requests('joinGroup') > joins + attempts, SESSION_MS),
    ).rejects.toThrow()
    broker.proxy.heal()
    await until(async () => {
      const { groups } = await withAdmin(kafka, (admin) => admin.describeGroups([group]))
      return groups[0]?.members.length === 0
    }, 5 * SESSION_MS)
    expect(subscription.state().joined).toBe(false)
  })
})
