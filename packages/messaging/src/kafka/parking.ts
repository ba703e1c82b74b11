import type { IncomingMessage } from '../ports.ts'
import { failureHeaders } from '../failure-channels.ts'
import type { KafkaConnection } from './connect.ts'
import { readToEnd } from './read-to-end.ts'

/** Reads which keys have messages in the Dead Letter Channel, in the given partitions. */
export type ReadParkedKeys = (partitions: readonly number[]) => Promise<Set<string>>

/**
 * What is parked is found again from Kafka alone, so that later messages of a key follow the earlier ones into the
 * Dead Letter Channel also after a restart or a rebalance.
 */
export function parkedKeysReader(kafka: KafkaConnection, deadLetterTopic: string): ReadParkedKeys {
  return async (partitions) => {
    const parked = new Set<string>()
    await readToEnd(kafka, deadLetterTopic, (message) => collect(parked, message), { partitions })
    return parked
  }
}

function collect(parked: Set<string>, message: IncomingMessage): void {
  if (message.headers[failureHeaders.code] !== undefined) parked.add(message.key)
}
