// Kafka's protocol, Metadata: from version 1 on null, a length of -1, asks for all topics, and an empty list for none.
import metadataRequests from 'kafkajs/src/protocol/requests/metadata/index.js'
import { expect, test } from 'vitest'
import { testKafka } from '../testing/index.ts'

// It mends kafkajs, and connects nothing yet.
testKafka(['127.0.0.1:9092'])

const asked = async (version: number, topics: string[]) => {
  const { request } = metadataRequests.protocol({ version })({ topics, allowAutoTopicCreation: false })
  return (await request.encode()).buffer.toString('hex')
}

test.each([
  [1, ''],
  [2, ''],
  [3, ''],
  [4, '00'],
  [5, '00'],
  [6, '00'],
])('in version %i where no topic is named none is asked for', async (version, creation) => {
  expect(await asked(version, [])).toBe(`00000000${creation}`)
})

test('who lists all asks for all', async () => {
  expect(await asked(6, ['*'])).toBe('ffffffff00')
})

test('who wants to know of some topics asks for these', async () => {
  const named = `000000010001${Buffer.from('a').toString('hex')}00`
  expect(await asked(6, ['*', 'a'])).toBe(named)
  expect(await asked(6, ['a'])).toBe(named)
})

test('what is wrong with a topic is an error for who works with it, and told to who wants to know', async () => {
  const gone = { topicMetadata: [{ topicErrorCode: 3, topic: 'a', partitionMetadata: [] }] }
  const parsed = (topics: string[]) =>
    metadataRequests.protocol({ version: 6 })({ topics }).response.parse(structuredClone(gone))
  await expect(parsed(['a'])).rejects.toThrow('This server does not host this topic-partition')
  await expect(parsed(['*', 'a'])).resolves.toEqual(gone)
})
