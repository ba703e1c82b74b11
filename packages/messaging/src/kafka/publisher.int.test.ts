import { describe, expect, inject, test } from 'vitest'
import { PublishFailed, PublisherOverloaded } from '../errors.ts'
import { testKafka, testTopic, until } from '../testing/index.ts'
import { createPublisher } from './publisher.ts'
import { readToEnd } from './read-to-end.ts'
import { openTransactionalPublisher } from './transactional-publisher.ts'

const kafka = testKafka(inject('kafkaBrokers'))

async function contentOf(topic: string): Promise<string[]> {
  const values: string[] = []
  await readToEnd(kafka, topic, ({ value }) => values.push(value.toString()))
  return values
}
const message = (topic: string, value: string, key = 'k') => ({
  topic,
  key,
  value: Buffer.from(value),
  headers: {},
})

describe('a publisher with group commit', () => {
  test.each([
    ['at once', 0],
    ['after 5 ms', 5],
  ])(
    '%s: a thousand concurrent publishes are all in the topic once, those of a key in order of their calls',
    async (_when, lingerMs) => {
      const topic = await testTopic(kafka, { partitions: 1 })
      const publisher = createPublisher(kafka, { lingerMs })
      await Promise.all(
        Array.from({ length: 1000 }, (_, n) => publisher.publish([message(topic, String(n))])),
      )
      await publisher.stop()
      expect(await contentOf(topic)).toEqual(Array.from({ length: 1000 }, (_, n) => String(n)))
    },
  )

  test('refuses at once what exceeds its memory, and sends the rest', async () => {
    const topic = await testTopic(kafka)
    const publisher = createPublisher(kafka, { maxWaitingBytes: 5000 })
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => publisher.publish([message(topic, 'x'.repeat(600))])),
    )
    await publisher.stop()
    const refused = results.filter((result) => result.status === 'rejected')
    expect(refused.length).toBeGreaterThan(0)
    for (const { reason } of refused) expect(reason).toBeInstanceOf(PublisherOverloaded)
    expect(await contentOf(topic)).toHaveLength(20 - refused.length)
  })

  test('says that nothing was sent when no broker answers within the deadline', async () => {
    const publisher = createPublisher(testKafka(['127.0.0.1:1']), { deadlineMs: 300 })
    const asked = Date.now()
    const failure = await publisher.publish([message('any', 'x')]).catch((error: unknown) => error)
    expect(Date.now() - asked).toBeLessThan(2000)
    await publisher.stop()
    expect(failure).toBeInstanceOf(PublishFailed)
    expect(failure).toMatchObject({ outcome: 'not-sent' })
  })
})

describe('a transactional publisher', () => {
  test('makes all messages of a group visible, in one order per key, over several topics', async () => {
    const [one, two] = [await testTopic(kafka), await testTopic(kafka)]
    const publisher = await openTransactionalPublisher(kafka, `test-${one}`)
    await publisher.publish([message(one, 'a'), message(two, 'b'), message(one, 'c')])
    await publisher.close()
    expect(await contentOf(one)).toEqual(['a', 'c'])
    expect(await contentOf(two)).toEqual(['b'])
  })

  test('is shut out as soon as another opens the same id, and publishes nothing more', async () => {
    const topic = await testTopic(kafka, { partitions: 1 })
    const zombie = await openTransactionalPublisher(kafka, `test-${topic}`)
    await zombie.publish([message(topic, 'before')])
    const owner = await openTransactionalPublisher(kafka, `test-${topic}`)
    await expect(zombie.publish([message(topic, 'zombie')])).rejects.toThrow()
    await owner.publish([message(topic, 'owner')])
    await Promise.all([zombie.close(), owner.close()])
    await until(async () => (await contentOf(topic)).length === 2)
    expect(await contentOf(topic)).toEqual(['before', 'owner'])
  })
})
