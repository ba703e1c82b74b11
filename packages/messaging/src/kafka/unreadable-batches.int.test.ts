/** A batch that we refuse to inflate ends what reads it, at once, once, and with a reason. */
import { beforeAll, expect, inject, test } from 'vitest'
import { publishGzipBomb } from '../testing/gzip-bomb.ts'
import { recordingLog } from '../testing/recording-log.ts'
import { testKafka, testTopic, unique, until } from '../testing/index.ts'
import { createPublisher } from './publisher.ts'
import { readToEnd } from './read-to-end.ts'
import { subscribe } from './subscribe.ts'

const brokers = inject('kafkaBrokers')
const kafka = testKafka(brokers)
const MIB = 1024 * 1024
const BOMB_BYTES = 150 * MIB
const REASON = /a gzip batch of \d+ bytes inflates to more than 67108864/

let topic: string

beforeAll(async () => {
  topic = await testTopic(kafka, { partitions: 1 })
  const publisher = createPublisher(kafka)
  await publisher.publish([{ topic, key: 'k', value: Buffer.from('before'), headers: {} }])
  await publisher.stop()
})

async function peakOfBuffers(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage().arrayBuffers
  let peak = before
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().arrayBuffers)), 1)
  await work().finally(() => clearInterval(timer))
  return peak - before
}

// T19: 204 kB became 210 MB in memory. T9: the consumer was deaf then, and its process lived on.
test('a gzip bomb does not take the memory, and is fatal to the subscription with a reason', async () => {
  const log = recordingLog()
  const fatal: Error[] = []
  let handling: AbortSignal | undefined
  const subscription = await subscribe(testKafka(brokers, log), {
    topic,
    group: unique('bombed'),
    failureChannels: false,
    handle: (_, { signal }) => {
      handling = signal
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
    },
    onFatal: (error) => fatal.push(error),
  })
  await until(() => handling !== undefined)

  log.lines.length = 0
  await publishGzipBomb(kafka, topic, BOMB_BYTES)
  const taken = await peakOfBuffers(() => until(() => fatal.length > 0))
  expect(taken).toBeLessThan(100 * MIB)
  expect(fatal[0]?.message).toMatch(REASON)
  expect(fatal[0]?.message).toContain(topic)
  expect(handling?.aborted).toBe(true)
  expect(subscription.state()).toMatchObject({ joined: false, partitions: [] })
  await subscription.stop()
  expect(fatal).toHaveLength(1)
  expect(log.lines.filter(({ message }) => message.startsWith('Restarting'))).toEqual([])
})

test('it fails whoever reads the topic to its end, with the reason', async () => {
  await expect(readToEnd(kafka, topic, () => {})).rejects.toThrow(REASON)
})
