import kafkajs from 'kafkajs'

const partitioner = kafkajs.Partitioners.DefaultPartitioner()

/** The partition of a key, as Java's default partitioner has it (murmur2). */
export function partitionOf(key: string, partitions: number): number {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 0,
    replicas: [],
    isr: [],
  }))
  return partitioner({ topic: '', partitionMetadata, message: { key, value: null } })
}
