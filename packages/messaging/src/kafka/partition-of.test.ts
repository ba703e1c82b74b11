import fc from 'fast-check'
import kafkajs from 'kafkajs'
import { expect, test } from 'vitest'
import { partitionerByKey, partitionOf } from './partition-of.ts'

const theirs = kafkajs.Partitioners.DefaultPartitioner()
const metadataOf = (partitions: number) =>
  Array.from({ length: partitions }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 0,
    replicas: [],
    isr: [],
  }))

test('a key has the partition that kafkajs gives it, whatever the key', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array().map(Buffer.from)),
      fc.integer({ min: 1, max: 64 }),
      (key, partitions) => {
        const args = { topic: 't', partitionMetadata: metadataOf(partitions), message: { key, value: null } }
        expect(partitionerByKey()(args)).toBe(theirs(args))
        expect(partitionOf(key, partitions)).toBe(theirs(args))
      },
    ),
  )
})

// From Kafka's own UtilsTest.testMurmur2.
test('the hash is that of Kafka for Java', () => {
  const most = 0x7fffffff
  expect(partitionOf('21', most)).toBe((-973932308 & most) % most)
  expect(partitionOf('foobar', most)).toBe((-790332482 & most) % most)
  expect(partitionOf('a-little-bit-long-string', most)).toBe((-985981536 & most) % most)
  expect(partitionOf('lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', most)).toBe(
    (-58897971 & most) % most,
  )
})

test('a message that names its partition goes there, and without a key they are taken by turns', () => {
  const partition = partitionerByKey()
  const args = { topic: 't', partitionMetadata: metadataOf(3) }
  expect(partition({ ...args, message: { key: 'k', value: null, partition: 2 } })).toBe(2)
  const turns = Array.from({ length: 3 }, () => partition({ ...args, message: { value: null } }))
  expect(new Set(turns).size).toBe(3)
})
