import type { KafkaConnection } from './connect.ts'
import { endableConsumer } from './endable-consumer.ts'

export interface MembershipOptions {
  readonly group: string
  readonly topic: string
  /** Called with all partitions that are ours now, whenever that changes. */
  readonly onAssigned: (partitions: readonly number[]) => void
  readonly onFatal: (error: Error) => void
}

/**
 * Lets Kafka's group protocol divide a topic's partitions among the instances of a service, without reading them:
 * what a partition stands for is the caller's own affair.
 * @returns how to leave the group
 * @throws when the broker cannot be reached within kafkajs' retries
 */
export async function joinGroup(
  kafka: KafkaConnection,
  options: MembershipOptions,
): Promise<() => Promise<void>> {
  const { group, topic, onAssigned, onFatal } = options
  const config = {
    groupId: group,
    sessionTimeout: 10_000,
    rebalanceTimeout: 20_000,
    heartbeatInterval: 2000,
    maxWaitTimeInMs: 1000,
    allowAutoTopicCreation: false,
  }
  const { consumer, end } = endableConsumer(kafka, config, (error, restart) => {
    onAssigned([])
    if (!restart)
      onFatal(new Error(`the membership in ${group} has ended: ${error.message}`, { cause: error }))
  })
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    // With every partition paused kafkajs fetches nothing and only sends heartbeats.
    consumer.pause([{ topic }])
    onAssigned(payload.memberAssignment[topic] ?? [])
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
