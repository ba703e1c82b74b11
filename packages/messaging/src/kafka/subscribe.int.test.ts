import { failureTopics, InvalidMessage } from '@channel-adapter/contracts'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { Transient, Unprocessable } from '../errors.ts'
import { failureHeaders } from '../failure-channels.ts'
import type { IncomingMessage, Subscription, SubscriptionOptions } from '../ports.ts'
import { testKafka, testTopic, unique, until } from '../testing/index.ts'
import { withAdmin } from './connect.ts'
import { createPublisher } from './publisher.ts'
import { readToEnd } from './read-to-end.ts'
import { subscribe } from './subscribe.ts'

const kafka = testKafka(inject('kafkaBrokers'))
const running: Subscription[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((subscription) => subscription.stop(1000)))
})

async function start(
  topic: string,
  options: Partial<SubscriptionOptions> & Pick<SubscriptionOptions, 'group' | 'handle'>,
) {
  const subscription = await subscribe(kafka, {
    topic,
    onFatal: (error) => expect.fail(error.message),
    failureChannels: false,
    ...options,
  })
  running.push(subscription)
  return subscription
}

async function stop(subscription: Subscription) {
  running.splice(running.indexOf(subscription), 1)
  await subscription.stop(1000)
}

async function publish(topic: string, messages: [key: string, value: string][]) {
  const publisher = createPublisher(kafka)
  await publisher.publish(
    messages.map(([key, value]) => ({ topic, key, value: Buffer.from(value), headers: {} })),
  )
  await publisher.stop()
}

async function contentOf(topic: string): Promise<IncomingMessage[]> {
  const messages: IncomingMessage[] = []
  await readToEnd(kafka, topic, (message) => messages.push(message))
  return messages
}

async function withFailureTopics(topic: string, group: string) {
  const channels = failureTopics(topic, group)
  await testTopic(kafka, { name: channels.deadLetter })
  await testTopic(kafka, { name: channels.invalid })
  await testTopic(kafka, { name: channels.replay })
  return channels
}

const text = (message: IncomingMessage) => message.value.toString()

const LONG = 'x'.repeat(5000)

test.each([
  ['values', Buffer.from(LONG), {}],
  ['headers', Buffer.alloc(0), { note: LONG }],
])(
  'takes from the broker no more bytes than it may, those of %s among them, and all in the end',
  async (_, value, headers) => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const publisher = createPublisher(kafka)
    await publisher.publish([...Array(20).keys()].map((n) => ({ topic, key: `k${n}`, value, headers })))
    await publisher.stop()
    const pending: number[] = []
    const subscription: Subscription = await start(topic, {
      group: unique('bytes'),
      paused: true,
      concurrency: 1,
      // With what each takes beside, full with five.
      mostBytes: 30_000,
      handle: () => Promise.resolve(void pending.push(subscription.state().pending)),
    })
    subscription.resume()
    await until(() => pending.length === 20)
    expect(Math.max(...pending)).toBe(5)
  },
)

describe('a subscription', () => {
  test('handles the messages of a key one after the other and in order, those of other keys meanwhile', async () => {
    const topic = await testTopic(kafka)
    await publish(
      topic,
      Array.from({ length: 300 }, (_, n) => [`key-${n % 10}`, String(n)]),
    )
    const seen = new Map<string, number[]>()
    const busy = new Set<string>()
    let most = 0
    await start(topic, {
      group: unique('ordered'),
      concurrency: 8,
      handle: async (message) => {
        expect(busy.has(message.key)).toBe(false)
        busy.add(message.key)
        most = Math.max(most, busy.size)
        await new Promise((resolve) => setTimeout(resolve, Number(text(message)) % 3))
        busy.delete(message.key)
        seen.set(message.key, [...(seen.get(message.key) ?? []), Number(text(message))])
      },
    })
    await until(() => [...seen.values()].flat().length === 300)
    for (const [key, numbers] of seen) {
      expect(numbers, key).toEqual(Array.from({ length: 30 }, (_, n) => Number(key.slice(4)) + 10 * n))
    }
    expect(most).toBe(8)
  })

  test('commits nothing behind a message that is still at work, so that it comes again after a stop', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const group = unique('contiguous')
    await publish(topic, [
      ['a', '0'],
      ['stuck', '1'],
      ['b', '2'],
      ['c', '3'],
    ])
    const first: string[] = []
    const subscription = await start(topic, {
      group,
      handle: async (message, { signal }) => {
        if (message.key === 'stuck') await new Promise((resolve) => signal.addEventListener('abort', resolve))
        signal.throwIfAborted()
        first.push(text(message))
      },
    })
    await until(() => first.length === 3)
    await stop(subscription)
    const offsets = await withAdmin(kafka, (admin) => admin.fetchOffsets({ groupId: group, topics: [topic] }))
    expect(offsets[0]?.partitions[0]?.offset).toBe('1')

    const second: string[] = []
    // oxlint-disable-next-line typescript/require-await
    await start(topic, { group, handle: async (message) => void second.push(text(message)) })
    await until(() => second.length === 3)
    expect(second).toEqual(['1', '2', '3'])
  })

  test('passes over keys that do not concern it and comes to the end of the topic', async () => {
    const topic = await testTopic(kafka)
    const group = unique('filtered')
    await publish(
      topic,
      Array.from({ length: 60 }, (_, n) => [n % 2 ? 'mine:1' : 'theirs:1', String(n)]),
    )
    const seen: string[] = []
    const subscription = await start(topic, {
      group,
      accepts: (key) => key.startsWith('mine:'),
      // oxlint-disable-next-line typescript/require-await
      handle: async (message) => void seen.push(text(message)),
    })
    await until(() => seen.length === 30)
    await stop(subscription)
    const committed = await withAdmin(kafka, (admin) =>
      admin.fetchOffsets({ groupId: group, topics: [topic] }),
    )
    const total = committed[0]?.partitions.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0)
    expect(total).toBe(60)
  })

  test('tries a transient failure again, and holds back only the messages of its key', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    await publish(topic, [
      ['slow', '1'],
      ['slow', '2'],
      ['quick', '3'],
    ])
    const seen: string[] = []
    await start(topic, {
      group: unique('transient'),
      // oxlint-disable-next-line typescript/require-await
      handle: async (message, { attempt }) => {
        if (text(message) === '1' && attempt < 3) throw new Transient('not yet')
        seen.push(text(message))
      },
    })
    await until(() => seen.length === 3)
    expect(seen).toEqual(['3', '1', '2'])
  })

  test('puts a message that cannot be handled, and the later ones of its key, into the Dead Letter Channel, also after a restart', async () => {
    const topic = await testTopic(kafka)
    const group = unique('parking')
    const channels = await withFailureTopics(topic, group)
    await publish(topic, [
      ['bad', '1'],
      ['bad', '2'],
      ['good', '3'],
    ])
    const seen: string[] = []
    const told: string[] = []
    const options = {
      group,
      failureChannels: true,
      // oxlint-disable-next-line typescript/require-await
      handle: async (message: IncomingMessage) => {
        if (text(message) === '1') throw new Unprocessable('no-such-order', 'there is none')
        seen.push(text(message))
      },
      // oxlint-disable-next-line typescript/require-await
      onParked: async (message: IncomingMessage) => void told.push(text(message)),
    }
    const subscription = await start(topic, options)
    await until(() => told.length === 2 && seen.length === 1)
    await stop(subscription)

    await publish(topic, [
      ['bad', '4'],
      ['good', '5'],
    ])
    await start(topic, options)
    await until(() => told.length === 3 && seen.length === 2)
    expect(seen).toEqual(['3', '5'])
    const parked = await contentOf(channels.deadLetter)
    expect(parked.map(text)).toEqual(['1', '2', '4'])
    expect(parked.map(({ headers }) => headers[failureHeaders.code])).toEqual([
      'no-such-order',
      'follows-parked',
      'follows-parked',
    ])
    expect(parked[0]?.headers).toMatchObject({
      [failureHeaders.topic]: topic,
      [failureHeaders.group]: group,
      [failureHeaders.attempts]: '1',
      [failureHeaders.text]: 'Unprocessable: there is none',
    })
  })

  test('a bug in the handler is a dead letter with its stack, and the consumer lives on', async () => {
    const topic = await testTopic(kafka)
    const group = unique('bug')
    const channels = await withFailureTopics(topic, group)
    await publish(topic, [
      ['a', 'null'],
      ['b', '2'],
    ])
    const seen: string[] = []
    await start(topic, {
      group,
      failureChannels: true,
      // oxlint-disable-next-line typescript/require-await
      handle: async (message) => {
        const parsed = JSON.parse(text(message)) as { toFixed(): string }
        seen.push(parsed.toFixed())
      },
    })
    await until(async () => seen.length === 1 && (await contentOf(channels.deadLetter)).length === 1)
    const [letter] = await contentOf(channels.deadLetter)
    expect(letter?.headers[failureHeaders.code]).toBe('handler-bug')
    expect(letter?.headers[failureHeaders.stack]).toContain('TypeError')
  })

  test('an invalid message goes to the Invalid Message Channel and holds nobody back, not even its own key', async () => {
    const topic = await testTopic(kafka)
    const group = unique('invalid')
    const channels = await withFailureTopics(topic, group)
    await publish(topic, [
      ['a', 'rubbish'],
      ['a', 'fine'],
    ])
    const seen: string[] = []
    await start(topic, {
      group,
      failureChannels: true,
      // oxlint-disable-next-line typescript/require-await
      handle: async (message) => {
        if (text(message) === 'rubbish') throw new InvalidMessage('not-avro', 'no magic byte')
        seen.push(text(message))
      },
    })
    await until(() => seen.length === 1)
    expect((await contentOf(channels.invalid)).map(text)).toEqual(['rubbish'])
    expect(await contentOf(channels.deadLetter)).toEqual([])
  })

  test('a second member takes over what the first leaves, and nothing is left out', async () => {
    const topic = await testTopic(kafka, { partitions: 4 })
    const group = unique('handover')
    const seen = new Set<string>()
    // oxlint-disable-next-line typescript/require-await
    const handle = async (message: IncomingMessage) => void seen.add(text(message))
    const one = await start(topic, { group, handle })
    const two = await start(topic, { group, handle })
    await until(() => one.state().partitions.length === 2 && two.state().partitions.length === 2)
    await publish(
      topic,
      Array.from({ length: 40 }, (_, n) => [String(n), `before-${n}`]),
    )
    await until(() => seen.size === 40)
    await stop(one)
    await publish(
      topic,
      Array.from({ length: 40 }, (_, n) => [String(n), `after-${n}`]),
    )
    await until(() => seen.size === 80)
    expect(two.state().partitions).toHaveLength(4)
  })
})
