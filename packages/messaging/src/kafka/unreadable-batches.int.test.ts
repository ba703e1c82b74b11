/** A batch that we refuse to inflate is put aside as one letter, and what is behind it is read. */
import { promisify } from 'node:util'
import { gzip, zstdCompress } from 'node:zlib'
import { failureTopics } from '@channel-adapter/contracts'
import kafkajs from 'kafkajs'
import { beforeAll, expect, inject, onTestFinished, test } from 'vitest'
import { failureHeaders } from '../failure-channels.ts'
import { publishCompressed, publishGzipBomb, storedAsLz4 } from '../testing/gzip-bomb.ts'
import { committedOffset, testKafka, testTopic, unique, until } from '../testing/index.ts'
import type { IncomingMessage } from '../ports.ts'
import { type Decompress, type Inflated, inflateGzip } from './inflate.ts'
import { createPublisher } from './publisher.ts'
import { readToEnd } from './read-to-end.ts'
import { subscribe } from './subscribe.ts'

const kafka = testKafka(inject('kafkaBrokers'))
const MIB = 1024 * 1024
const BOMB_BYTES = 150 * MIB
const MANY = 100_001
const BYTES_EACH = 700
// As Java's clients may send it; kafkajs' types do not know of it.
const WITHOUT_VALUE = { none: null as never }
const { CompressionCodecs, CompressionTypes } = kafkajs

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
  const zeros = Buffer.alloc(BYTES_EACH)
  const many = Array.from({ length: MANY }, () => ({ key: 'k', value: zeros }))
  await publishCompressed(kafka, topic, many, CompressionTypes.GZIP, promisify(gzip))
  await publishCompressed(kafka, topic, [{ key: 'k', value: 'lz4' }], CompressionTypes.LZ4, (records) =>
    Promise.resolve(storedAsLz4(records)),
  )
  await publishCompressed(
    kafka,
    topic,
    [{ key: 'k', value: 'zstd', headers: WITHOUT_VALUE }],
    CompressionTypes.ZSTD,
    promisify(zstdCompress),
  )
  await publish('behind')
})

async function peakOfBuffers(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage().arrayBuffers
  let peak = before
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().arrayBuffers)), 1)
  await work().finally(() => clearInterval(timer))
  return peak - before
}

// T19: 204 kB became 210 MB in memory. Refused, it ended the consumer, and again after every restart; one of more than
// 100,000 messages still did when those of one message no longer did, and so did any batch of lz4 or snappy (T31).
test('a gzip bomb, of one message or of many, and a batch in a compression that is not read take no memory, go to the Invalid Message Channel, and what is behind them is handled', async () => {
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
    await until(async () => (await committedOffset(kafka, { group, topic })) === MANY + 5)
  })
  expect(handled).toEqual(['before', 'zstd', 'behind'])
  expect(fatal).toEqual([])
  expect(taken).toBeLessThan(100 * MIB)

  const aside: IncomingMessage[] = []
  await readToEnd(kafka, `${topic}.${group}.invalid`, (message) => aside.push(message))
  const told = [failureHeaders.code, failureHeaders.offset, failureHeaders.text]
  expect(aside.map(({ headers }) => told.map((name) => headers[name]))).toEqual([
    ['batch-too-large', '1', expect.stringMatching(/inflates to more than is read.*; offsets 1 to 1$/)],
    ['batch-too-large', `${MANY + 1}`, expect.stringContaining(`; offsets 2 to ${MANY + 1}`)],
    ['batch-unreadable', `${MANY + 2}`, expect.stringContaining('compressed with lz4')],
  ])
})

test('it fails whoever reads the topic to its end, with the reason', async () => {
  await expect(readToEnd(kafka, topic, () => {})).rejects.toThrow('inflates to more than is read')
})

// Each batch was bounded, not what a fetch came to: a hundred of them in a few hundred kilobytes, 6 GB.
test('the batches of one fetch are inflated to 64 MiB together, over all topics, and none is lost', async () => {
  const topics = [await testTopic(kafka, { partitions: 1 }), await testTopic(kafka, { partitions: 1 })]
  for (const name of [...topics, ...topics]) await publishGzipBomb(kafka, name, 25 * MIB)
  const ofEachFetch = inflatedOfEachFetch()
  const consumer = kafka.consumer({ groupId: unique('together'), maxWaitTimeInMs: 100 })
  onTestFinished(() => consumer.disconnect())
  await consumer.connect()
  await consumer.subscribe({ topics, fromBeginning: true })
  const read: string[] = []
  await consumer.run({
    eachMessage: ({ topic: of, message }) => {
      read.push(`${topics.indexOf(of)} ${message.offset} ${message.value?.length}`)
      return Promise.resolve()
    },
  })
  await until(() => read.length === 4)
  const bytes = 25 * MIB
  expect(read.toSorted()).toEqual([`0 0 ${bytes}`, `0 1 ${bytes}`, `1 0 ${bytes}`, `1 1 ${bytes}`])
  expect(ofEachFetch().length).toBeGreaterThan(1)
  expect(Math.max(...ofEachFetch())).toBeLessThanOrEqual(64 * MIB)
})

/** @returns the bytes of each fetch in which anything was inflated, from now on */
function inflatedOfEachFetch(): () => number[] {
  const codec = CompressionCodecs[CompressionTypes.GZIP]
  onTestFinished(() => void (CompressionCodecs[CompressionTypes.GZIP] = codec))
  const fetches = new Set<Inflated>()
  const decompress: Decompress = (batch, records, fetch = { bytes: 0, records: 0 }) => {
    fetches.add(fetch)
    return inflateGzip(batch, records, fetch)
  }
  CompressionCodecs[CompressionTypes.GZIP] = () => ({ ...codec?.(), decompress })
  return () => [...fetches].map(({ bytes }) => bytes)
}
