/** A batch that we refuse to inflate is put aside, record by record, and what is behind it is read. */
import { failureTopics } from '@channel-adapter/contracts'
import { beforeAll, expect, inject, onTestFinished, test } from 'vitest'
import { failureHeaders } from '../failure-channels.ts'
import { publishGzipBomb } from '../testing/gzip-bomb.ts'
import { committedOffset, testKafka, testTopic, unique, until } from '../testing/index.ts'
import type { IncomingMessage } from '../ports.ts'
import { createPublisher } from './publisher.ts'
import { readToEnd } from './read-to-end.ts'
import { subscribe } from './subscribe.ts'

const kafka = testKafka(inject('kafkaBrokers'))
const MIB = 1024 * 1024
const BOMB_BYTES = 150 * MIB

let topic: string

async function publish(value: string): Promise<void> {
  const publisher = createPublisher(kafka)
  await publisher.publish([{ topic, key: 'k', value: Buffer.from(value), headers: {} }])
  await publisher.stop()
}

beforeAll(async () => {
  topic = await testTopic(kafka, { partitions: 1 })
  await publish('before')
  await publishGzipBomb(kafka, topic, BOMB_BYTES)
  await publish('behind')
})

async function peakOfBuffers(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage().arrayBuffers
  let peak = before
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().arrayBuffers)), 1)
  await work().finally(() => clearInterval(timer))
  return peak - before
}

// T19: 204 kB became 210 MB in memory. Refused, it ended the consumer, and again after every restart.
test('a gzip bomb takes no memory, goes to the Invalid Message Channel, and what is behind it is handled', async () => {
  const group = unique('bombed')
  for (const name of Object.values(failureTopics(topic, group)))
    await testTopic(kafka, { name, partitions: 1 })
  const handled: string[] = []
  const fatal: Error[] = []
  const taken = await peakOfBuffers(async () => {
    const subscription = await subscribe(kafka, {
      topic,
      group,
      handle: ({ value }) => {
        handled.push(String(value))
        return Promise.resolve()
      },
      onFatal: (error) => fatal.push(error),
    })
    onTestFinished(() => subscription.stop())
    await until(async () => (await committedOffset(kafka, { group, topic })) === 3)
  })
  expect(handled).toEqual(['before', 'behind'])
  expect(fatal).toEqual([])
  expect(taken).toBeLessThan(100 * MIB)

  const aside: IncomingMessage[] = []
  await readToEnd(kafka, `${topic}.${group}.invalid`, (message) => aside.push(message))
  expect(aside.map(({ headers }) => headers)).toEqual([
    expect.objectContaining({
      [failureHeaders.code]: 'batch-too-large',
      [failureHeaders.offset]: '1',
      [failureHeaders.text]: expect.stringContaining('inflates to more than is read') as string,
    }),
  ])
})

test('it fails whoever reads the topic to its end, with the reason', async () => {
  await expect(readToEnd(kafka, topic, () => {})).rejects.toThrow('inflates to more than is read')
})
