import kafkajs, { type PartitionAssigner } from 'kafkajs'
import { dividePartitions } from '../divide-partitions.ts'

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol
const VERSION = 0

/**
 * Divides a topic's partitions by their weight, and leaves each member what it had: it tells the others as user data
 * of its subscription. Group members must agree on the name: one that is changed in how it speaks gets another.
 * @param held the partitions that this member has now
 */
export function weighingAssigner(
  topic: string,
  weightOf: (partition: number) => number,
  held: () => readonly number[],
): PartitionAssigner {
  return ({ cluster }) => ({
    name: 'weighing',
    version: VERSION,
    protocol: ({ topics }) => ({
      name: 'weighing',
      metadata: MemberMetadata.encode({
        version: VERSION,
        topics,
        userData: Buffer.from(JSON.stringify(held())),
      }),
    }),
    assign: ({ members }) => {
      const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId)
      const divided = dividePartitions(
        members.map(({ memberId, memberMetadata }) => ({ id: memberId, had: heldBy(memberMetadata) })),
        partitions,
        weightOf,
      )
      return Promise.resolve(
        [...divided].map(([memberId, assigned]) => ({
          memberId,
          memberAssignment: MemberAssignment.encode({
            version: VERSION,
            assignment: { [topic]: assigned },
            userData: Buffer.alloc(0),
          }),
        })),
      )
    },
  })
}

/** What a stranger says under this name counts as nothing: it must not end the leader. */
function heldBy(memberMetadata: Buffer): number[] {
  try {
    const held: unknown = JSON.parse(MemberMetadata.decode(memberMetadata)?.userData.toString() ?? '[]')
    return Array.isArray(held) ? held.filter((partition) => Number.isInteger(partition)) : []
  } catch {
    return []
  }
}
