import { applierGroup, UNROUTED } from './applier-groups.ts'
import { contracts } from './contracts.ts'
import { type Grant, group, prefixed, reader, subscription, topic } from './grants.ts'
import {
  CONTROL_TOPIC,
  CURSOR_TOPIC,
  failureTopics,
  partnerTopics,
  PUBLISHED_TOPIC,
  ROUTED_TOPIC,
  ROUTER_CURSOR_TOPIC,
  ROUTER_GROUP,
  topicDeclarations,
} from './topics.ts'

/** Who takes part, as far as the broker's rights go. */
export type Role =
  | { readonly role: 'extractor' }
  /** By the contracts that may be sent through it. */
  | { readonly role: 'gateway'; readonly sends: readonly SendableContract[] }
  /** By the ids of the partners that are kept apart. */
  | { readonly role: 'router'; readonly partners: readonly string[] }
  /** By the ids of the connections that it applies updates to. */
  | { readonly role: 'applier'; readonly connections: readonly string[] }
  /** A partner that reads everybody's orders, in its own group, and is trusted to answer in its own name. */
  | { readonly role: 'partner'; readonly group: string }
  /** A partner that has topics of its own, by its id, which is its group too. */
  | { readonly role: 'apart'; readonly partner: string }
  /** Who reads what became of everybody's updates, in its own group; beside another role. */
  | { readonly role: 'outcomes'; readonly group: string }
  /** Who reads which answers are missing, everybody's, in its own group; beside another role or alone. */
  | { readonly role: 'missing'; readonly group: string }
  /**
   * Who uses the command `adapter` on messages, and the console, for whoever it lets in. Who creates topics and rights,
   * or resets a cursor, administers the cluster.
   */
  | { readonly role: 'operator' | 'console'; readonly connections: readonly string[] }

const EXTRACTOR = 'erp-extractor'
const APPLIER = 'update-applier'

/** The least with which each role does its work, derived from the topics that it uses. @param prefix see TOPIC_PREFIX */
export function grantsOf(role: Role, prefix = ''): Grant[] {
  const { order, orderUpdate, orderUpdateOutcome } = contracts
  switch (role.role) {
    case 'extractor':
      return extractor(prefix)
    case 'gateway':
      return role.sends.flatMap((name) => topic(prefix + name, 'write'))
    case 'router':
      return router(prefix, role.partners)
    case 'applier':
      return applier(prefix, role.connections)
    case 'partner':
      return [
        ...subscription(prefix + order.name, prefix + role.group),
        ...topic(prefix + orderUpdate.name, 'write'),
      ]
    case 'apart':
      return apart(prefix, role.partner)
    case 'outcomes':
      return [...topic(prefix + orderUpdateOutcome.name, 'read'), ...group(prefix + role.group, 'read')]
    case 'missing':
      return [...topic(prefix + contracts.missingAnswer.name, 'read'), ...group(prefix + role.group, 'read')]
    case 'operator':
      return [...operator(prefix, role.connections), ...['read-to-end.', 'adapter-tail.'].flatMap(reader)]
    case 'console':
      return consoleOf(prefix, role.connections)
    default:
      return role satisfies never
  }
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

function router(prefix: string, partners: readonly string[]): Grant[] {
  const { order, orderUpdate, orderUpdateOutcome } = contracts
  const own = partners.map((partner) => partnerTopics(partner, prefix))
  const read = [prefix + order.name, prefix + orderUpdateOutcome.name, ...own.map(({ updates }) => updates)]
  return [
    ...read.flatMap((name) => topic(name, 'read')),
    ...read.flatMap((name) => topic(notRouted(prefix, name), 'write')),
    ...own.flatMap(({ orders, outcomes }) => [orders, outcomes]).flatMap((name) => topic(name, 'write')),
    ...topic(prefix + orderUpdate.name, 'write'),
    ...[ROUTER_CURSOR_TOPIC, ROUTED_TOPIC].flatMap((name) => topic(prefix + name, 'read', 'write')),
    ...group(prefix + ROUTER_GROUP, 'read'),
    // One for each partition of the order topic.
    ...prefixed('transactional-id', `${prefix}${ROUTER_GROUP}.`, 'write'),
    ...reader(`${prefix}${ROUTER_GROUP}.reader.`),
  ]
}

function apart(prefix: string, partner: string): Grant[] {
  const { orders, outcomes, updates } = partnerTopics(partner, prefix)
  return [
    ...subscription(orders, prefix + partner),
    ...topic(outcomes, 'read'),
    ...topic(updates, 'write'),
    // Its own answers, with the reason.
    ...topic(notRouted(prefix, updates), 'read'),
  ]
}

function notRouted(prefix: string, name: string): string {
  return failureTopics(name, prefix + ROUTER_GROUP).invalid
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

function consoleOf(prefix: string, connections: readonly string[]): Grant[] {
  return [
    ...operator(prefix, connections),
    ...reader(`${prefix}console.`),
    // Which answers are missing is told by one instance at a time.
    ...topic(prefix + contracts.missingAnswer.name, 'write'),
    ...prefixed('transactional-id', `${prefix}console.`, 'write'),
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
export type SendableContract = (typeof sendableContracts)[number]

function control(prefix: string, service: string): Grant[] {
  return [...topic(prefix + CONTROL_TOPIC, 'read'), ...reader(`${prefix}${service}.control.`)]
}
