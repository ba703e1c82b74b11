import kafkajs from 'kafkajs'

/**
 * kafkajs gives a consumer up for good when no broker tells it the group's coordinator, or when it waited too long for
 * another request to bring the cluster's metadata (trap T25). Both pass with the outage, so both shall count as such.
 * To be called once, before the first connection.
 */
export function outliveOutages(): void {
  for (const { prototype } of [kafkajs.KafkaJSGroupCoordinatorNotFound, kafkajs.KafkaJSLockTimeout]) {
    // The constructor assigns it, hence the setter that does nothing.
    Object.defineProperty(prototype, 'retriable', { get: () => true, set: () => {} })
  }
}
