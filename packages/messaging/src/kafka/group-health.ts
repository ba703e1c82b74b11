import { type KafkaConnection, withAdmin } from './connect.ts'

export interface GroupHealth {
  readonly group: string
  /** Processes that are in it now. */
  readonly members: number
  /** Messages of the topic behind what the group has committed. */
  readonly lag: number
}

/** How consumer groups stand. */
export function groupHealth(
  kafka: KafkaConnection,
  groups: readonly { readonly group: string; readonly topic: string }[],
): Promise<GroupHealth[]> {
  return withAdmin(kafka, async (admin) => {
    const described = await admin.describeGroups(groups.map(({ group }) => group))
    const members = new Map(described.groups.map((group) => [group.groupId, group.members.length]))
    return Promise.all(
      groups.map(async ({ group, topic }) => {
        const [ends, committed] = await Promise.all([
          admin.fetchTopicOffsets(topic),
          admin.fetchOffsets({ groupId: group, topics: [topic] }),
        ])
        const done = new Map(committed[0]?.partitions.map(({ partition, offset }) => [partition, offset]))
        const lag = ends.reduce((sum, { partition, low, high }) => {
          const offset = BigInt(done.get(partition) ?? -1)
          // Of a partition without a commit everything is still to come.
          return sum + Number(BigInt(high) - (offset < 0n ? BigInt(low) : offset))
        }, 0)
        return { group, members: members.get(group) ?? 0, lag }
      }),
    )
  })
}
