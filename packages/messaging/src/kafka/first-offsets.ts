import { type KafkaConnection, withAdmin } from './connect.ts'

/** Where a group is to begin in each partition: at its committed offset, or else at the earliest there is. */
export function firstOffsets(
  kafka: KafkaConnection,
  topic: string,
  groupId: string,
): Promise<Map<number, bigint>> {
  return withAdmin(kafka, async (admin) => {
    const [ends, committed] = await Promise.all([
      admin.fetchTopicOffsets(topic),
      admin.fetchOffsets({ groupId, topics: [topic] }),
    ])
    const offsets = new Map(ends.map(({ partition, low }) => [partition, BigInt(low)]))
    for (const { partition, offset } of committed[0]?.partitions ?? []) {
      if (BigInt(offset) >= 0n) offsets.set(partition, BigInt(offset))
    }
    return offsets
  })
}
