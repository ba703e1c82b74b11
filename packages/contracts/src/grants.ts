import { failureTopics } from './topics.ts'

/**
 * One right at the broker: a Kafka ACL without the principal that it is given to. To read or to write includes to
 * describe, and to write any topic includes the idempotent producer (KIP-679).
 */
export interface Grant {
  readonly resource: 'topic' | 'group' | 'transactional-id'
  readonly name: string
  /** `prefixed`: whatever begins with the name. */
  readonly pattern: 'literal' | 'prefixed'
  readonly operation: 'read' | 'write' | 'delete'
}

/** A topic read in a group, with the failure channels of both and the readers of what is parked there. */
export function subscription(name: string, consumerGroup: string): Grant[] {
  const { deadLetter, invalid, replay } = failureTopics(name, consumerGroup)
  return [
    ...topic(name, 'read'),
    ...group(consumerGroup, 'read'),
    ...topic(deadLetter, 'read', 'write'),
    ...topic(replay, 'read', 'write'),
    ...topic(invalid, 'write'),
    ...reader(`${consumerGroup}.parking.`),
  ]
}

/** Groups with a random name behind this one, deleted when they have read. */
export function reader(begins: string): Grant[] {
  return prefixed('group', begins, 'read', 'delete')
}

export function topic(name: string, ...operations: readonly Grant['operation'][]): Grant[] {
  return operations.map((operation) => ({ resource: 'topic', name, pattern: 'literal', operation }))
}

export function group(name: string, operation: Grant['operation']): Grant[] {
  return [{ resource: 'group', name, pattern: 'literal', operation }]
}

export function prefixed(
  resource: Grant['resource'],
  name: string,
  ...operations: readonly Grant['operation'][]
): Grant[] {
  return operations.map((operation) => ({ resource, name, pattern: 'prefixed', operation }))
}
