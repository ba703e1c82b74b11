import kafkajs from 'kafkajs'
import type { KafkaConnection } from './connect.ts'
import { endableConsumer } from './endable-consumer.ts'
import { weighingAssigner } from './weighing-assigner.ts'

export interface MembershipOptions {
  readonly group: string
  readonly topic: string
  /** How much work a partition stands for; all members are to say the same. */
  readonly weightOf: (partition: number) => number
  /** Called with all partitions that are ours now, whenever that changes. */
  readonly onAssigned: (partitions: readonly number[]) => void
  readonly onFatal: (error: Error) => void
}

/**
 * Lets Kafka's group protocol divide a topic's partitions among the instances of a service, without reading them:
 * what a partition stands for is the caller's own affair, but for its weight: that is divided evenly.
 * @returns how to leave the group
 * @throws when the broker cannot be reached within kafkajs' retries
 */
export async function joinGroup(
  kafka: KafkaConnection,
  options: MembershipOptions,
): Promise<() => Promise<void>> {
  const { group, topic, weightOf, onAssigned, onFatal } = options
  let held: readonly number[] = []
  function assign(partitions: readonly number[]): void {
    held = partitions
    onAssigned(partitions)
  }
  const config = {
    groupId: group,
    sessionTimeout: 10_000,
    rebalanceTimeout: 20_000,
    heartbeatInterval: 2000,
    maxWaitTimeInMs: 1000,
    allowAutoTopicCreation: false,
    // By turns as long as a member takes part that knows no weights, one of an earlier release in a rolling upgrade.
    partitionAssigners: [
      weighingAssigner(topic, weightOf, () => held),
      kafkajs.PartitionAssigners.roundRobin,
    ],
  }
  const { consumer, end } = endableConsumer(kafka, config, (error, restart) => {
    assign([])
    if (!restart)
      onFatal(new Error(`the membership in ${group} has ended: ${error.message}`, { cause: error }))
  })
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    // With every partition paused kafkajs fetches nothing and only sends heartbeats.
    consumer.pause([{ topic }])
    assign(payload.memberAssignment[topic] ?? [])
  })
  try {
    await consumer.connect()
    await consumer.subscribe({ topic })
    await consumer.run({ autoCommit: false, eachBatch: () => Promise.resolve() })
    return end
  } catch (error) {
    await end()
    throw error
  }
}
