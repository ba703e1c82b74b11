import { type KafkaConnection, withAdmin } from './connect.ts'

/** The group still has members: offsets can only be set while nobody reads. */
export class GroupBusy extends Error {
  override readonly name = 'GroupBusy'
}

/**
 * Sets a group back to the beginning of a topic: it will read everything again.
 * @returns how many messages of the topic lie before the group again
 * @throws {GroupBusy} while the group has members
 */
export async function rewindGroup(kafka: KafkaConnection, topic: string, group: string): Promise<number> {
  return withAdmin(kafka, async (admin) => {
    const { groups } = await admin.describeGroups([group])
    const members = groups[0]?.members.length ?? 0
    if (members > 0) throw new GroupBusy(`${group} has ${members} members: stop them first`)
    const partitions = await admin.fetchTopicOffsets(topic)
    await admin.setOffsets({
      groupId: group,
      topic,
      partitions: partitions.map(({ partition, low }) => ({ partition, offset: low })),
    })
    return partitions.reduce((sum, { low, high }) => sum + Number(BigInt(high) - BigInt(low)), 0)
  })
}
