import { applierGroup, UNROUTED } from './applier-groups.ts'
import { contracts } from './contracts.ts'
import { CONTROL_TOPIC, CURSOR_TOPIC, failureTopics, PUBLISHED_TOPIC, topicDeclarations } from './topics.ts'

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

/** Who takes part, as far as the broker's rights go. */
export type Role =
  | { readonly role: 'extractor' | 'gateway' }
  /** By the ids of the connections that it applies updates to. */
  | { readonly role: 'applier'; readonly connections: readonly string[] }
  /** An inventory system or a supplier that reads orders in its own group, and answers over Kafka. */
  | { readonly role: 'partner'; readonly group: string }
  /**
   * Who uses the command `adapter` on messages, and the console, for whoever it lets in. Who creates topics and rights,
   * or resets a cursor, administers the cluster.
   */
  | { readonly role: 'operator' | 'console'; readonly connections: readonly string[] }

const EXTRACTOR = 'erp-extractor'
const APPLIER = 'update-applier'

/** The least with which each role does its work, derived from the topics that it uses. @param prefix see TOPIC_PREFIX */
export function grantsOf(role: Role, prefix = ''): Grant[] {
  if (role.role === 'extractor') return extractor(prefix)
  if (role.role === 'applier') return applier(prefix, role.connections)
  if (role.role === 'operator') {
    const reading = ['read-to-end.', 'adapter-tail.'].flatMap(reader)
    return [...operator(prefix, role.connections), ...reading]
  }
  if (role.role === 'console') return [...operator(prefix, role.connections), ...reader(`${prefix}console.`)]
  if (role.role === 'partner') {
    const orders = subscription(prefix + contracts.order.name, prefix + role.group)
    return [...orders, ...topic(prefix + contracts.orderUpdate.name, 'write')]
  }
  return sendableContracts.flatMap((name) => topic(prefix + name, 'write'))
}

function extractor(prefix: string): Grant[] {
  return [
    ...topic(prefix + contracts.order.name, 'write'),
    ...topic(extractorInvalid(prefix), 'write'),
    ...[CURSOR_TOPIC, PUBLISHED_TOPIC].flatMap((name) => topic(prefix + name, 'read', 'write')),
    ...group(prefix + EXTRACTOR, 'read'),
    // One for each partition of the cursor topic.
    ...prefixed('transactional-id', `${prefix}${EXTRACTOR}.`, 'write'),
    ...reader(`${prefix}${EXTRACTOR}.cursor.`),
    ...control(prefix, EXTRACTOR),
  ]
}

function applier(prefix: string, connections: readonly string[]): Grant[] {
  const groups = [...connections, UNROUTED].map((connection) => applierGroup(prefix, connection))
  return [
    ...groups.flatMap((name) => subscription(prefix + contracts.orderUpdate.name, name)),
    ...topic(prefix + contracts.orderUpdateOutcome.name, 'write'),
    ...control(prefix, APPLIER),
  ]
}

function operator(prefix: string, connections: readonly string[]): Grant[] {
  const groups = [...connections, UNROUTED].map((connection) => applierGroup(prefix, connection))
  const channels = groups.map((name) => failureTopics(prefix + contracts.orderUpdate.name, name))
  return [
    ...topicDeclarations.flatMap(({ name }) => topic(prefix + name, 'read')),
    ...[CONTROL_TOPIC, contracts.audit.name].flatMap((name) => topic(prefix + name, 'write')),
    ...topic(extractorInvalid(prefix), 'read'),
    ...channels.flatMap(({ deadLetter, invalid }) => [
      ...topic(deadLetter, 'read'),
      ...topic(invalid, 'read'),
    ]),
    ...channels.flatMap(({ replay }) => topic(replay, 'read', 'write')),
    // To set their offsets back.
    ...groups.flatMap((name) => group(name, 'read')),
  ]
}

function extractorInvalid(prefix: string): string {
  return failureTopics(prefix + contracts.order.name, prefix + EXTRACTOR).invalid
}

/** What may be sent through the gateway. Outcomes are not: only the adapter itself knows what became of an update. */
export const sendableContracts = [
  contracts.orderUpdate.name,
  contracts.order.name,
  contracts.channelMessage.name,
] as const

/** A topic read in a group, with the failure channels of both and the readers of what is parked there. */
function subscription(name: string, consumerGroup: string): Grant[] {
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

function control(prefix: string, service: string): Grant[] {
  return [...topic(prefix + CONTROL_TOPIC, 'read'), ...reader(`${prefix}${service}.control.`)]
}

/** Groups with a random name behind this one, deleted when they have read. */
function reader(begins: string): Grant[] {
  return prefixed('group', begins, 'read', 'delete')
}

function topic(name: string, ...operations: readonly Grant['operation'][]): Grant[] {
  return operations.map((operation) => ({ resource: 'topic', name, pattern: 'literal', operation }))
}

function group(name: string, operation: Grant['operation']): Grant[] {
  return [{ resource: 'group', name, pattern: 'literal', operation }]
}

function prefixed(
  resource: Grant['resource'],
  name: string,
  ...operations: readonly Grant['operation'][]
): Grant[] {
  return operations.map((operation) => ({ resource, name, pattern: 'prefixed', operation }))
}
