/** Reading a topic whole ends: with everything, or with an error. */
import { describe, expect, inject, test } from 'vitest'
import { testKafka, testTopic } from '../testing/index.ts'
import { createPublisher } from './publisher.ts'
import { readToEnd } from './read-to-end.ts'

const kafka = testKafka(inject('kafkaBrokers'))

/** Three messages in each of three partitions. */
async function filledTopic(): Promise<string> {
  const topic = await testTopic(kafka, { partitions: 3 })
  const publisher = createPublisher(kafka)
  await publisher.publish(
    Array.from({ length: 9 }, (_, n) => {
      const partition = n % 3
      const value = Buffer.from(`${partition}: ${Math.floor(n / 3)}`)
      return { topic, partition, key: 'k', value, headers: {} }
    }),
  )
  await publisher.stop()
  return topic
}

describe.concurrent('reading a topic to its end', () => {
  test('gives each partition in order, and only those that are asked for', async () => {
    const topic = await filledTopic()
    const read: string[] = []
    const note = ({ value }: { value: Buffer }) => void read.push(value.toString())
    await readToEnd(kafka, topic, note, { partitions: [2] })
    expect(read).toEqual(['2: 0', '2: 1', '2: 2'])
    await readToEnd(kafka, topic, note)
    expect(read.slice(3).filter((value) => value.startsWith('0'))).toEqual(['0: 0', '0: 1', '0: 2'])
    expect(read).toHaveLength(12)
  })

  test('of nothing ends at once', async () => {
    const topic = await testTopic(kafka)
    await readToEnd(kafka, topic, () => expect.fail('there is nothing'), { stallMs: 1 })
  })

  // The error came before anybody waited for it, an unhandled rejection that ended the process.
  test('fails when nothing comes in time, also while it still connects', async () => {
    const topic = await filledTopic()
    const reading = readToEnd(kafka, topic, () => {}, { stallMs: 1 })
    await expect(reading).rejects.toThrow(`reading ${topic} to its end: nothing came for 1 ms`)
  })

  // T9: kafkajs ended the consumer over a TypeError, and tried the batch again over any other error.
  test.each([
    ['a TypeError', TypeError],
    ['any error', Error],
  ])('fails at once with what its reader throws: %s', async (_, Kind) => {
    const topic = await filledTopic()
    let calls = 0
    const reading = readToEnd(kafka, topic, () => {
      calls++
      throw new Kind('the reader does not like it')
    })
    await expect(reading).rejects.toThrow('the reader does not like it')
    expect(calls).toBeLessThanOrEqual(3)
  })
})
