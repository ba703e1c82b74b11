import { contracts } from './contracts.ts'

/** A topic as it is to be created. Retention and clean-up are the broker's own settings (Kafka topic configuration). */
export interface TopicDeclaration {
  readonly name: string
  readonly partitions: number
  readonly config: Readonly<Record<string, string>>
}

const DAY = 24 * 60 * 60 * 1000
const days = (count: number) => String(count * DAY)

/** One topic for all connections' cursors: the extractor's only state, and what its instances divide among them. */
export const CURSOR_TOPIC = 'erp-extractor.cursor.v1'

/**
 * What was published of the orders of those connections that cannot tell what changed, by the order's key: as many
 * partitions as the cursor topic, and each record in that of its connection.
 */
export const PUBLISHED_TOPIC = 'erp-extractor.published.v1'

/** What operators want of each connection: to rest, to run, to be read now. The last word counts. */
export const CONTROL_TOPIC = 'connection.control.v1'

/** How far the router has read each topic, by the topic's name; each record in the partition that it is about. */
export const ROUTER_CURSOR_TOPIC = 'partner-router.cursor.v1'

/** To which partners each order was given last, by the order's key, in the partition of the order. */
export const ROUTED_TOPIC = 'partner-router.routed.v1'

/** The router's consumer group, which names the channel of what it could not route. */
export const ROUTER_GROUP = 'partner-router'

/** How many ways the connections can be divided; never to be changed, since a connection's cursor lies in the partition of its name. */
export const CURSOR_PARTITIONS = 12

/**
 * Of order, update and outcome topic, and of those that a partner has of its own: what is read of one partition goes
 * out with the cursor of that partition.
 */
const ORDER_PARTITIONS = 6

/**
 * Of topics that a new owner of a partition reads whole before it begins: only closed segments are compacted, and at
 * the broker's size (1 GiB) so much would be read each time.
 */
const READ_AT_EACH_TAKEOVER = { 'cleanup.policy': 'compact', 'segment.bytes': String(16 * 1024 * 1024) }

/** Topics that every deployment has, declared once. */
export const topicDeclarations: readonly TopicDeclaration[] = [
  {
    name: contracts.order.name,
    partitions: ORDER_PARTITIONS,
    // A new partner must find every order's last snapshot however old, and the last week's history whole.
    config: { 'cleanup.policy': 'compact', 'min.compaction.lag.ms': days(7) },
  },
  {
    name: contracts.orderUpdate.name,
    partitions: ORDER_PARTITIONS,
    config: { 'cleanup.policy': 'delete', 'retention.ms': days(90) },
  },
  {
    name: contracts.orderUpdateOutcome.name,
    partitions: ORDER_PARTITIONS,
    config: { 'cleanup.policy': 'delete', 'retention.ms': days(90) },
  },
  {
    name: contracts.missingAnswer.name,
    partitions: ORDER_PARTITIONS,
    // Who joins late finds what is overdue now; what was before is the console's to tell.
    config: { 'cleanup.policy': 'compact', 'min.compaction.lag.ms': days(7) },
  },
  {
    name: contracts.channelMessage.name,
    partitions: 6,
    config: { 'cleanup.policy': 'delete', 'retention.ms': days(7) },
  },
  {
    name: contracts.audit.name,
    // One, so that it is read in the order in which it happened; people are few. An audit may ask about any year.
    partitions: 1,
    config: { 'cleanup.policy': 'delete', 'retention.ms': '-1' },
  },
  {
    name: CONTROL_TOPIC,
    // One, so that everybody reads what operators said in the order in which they said it.
    partitions: 1,
    // The last word on each connection for ever, and who said what before for a quarter.
    config: { 'cleanup.policy': 'compact', 'min.compaction.lag.ms': days(90) },
  },
  ...[CURSOR_TOPIC, PUBLISHED_TOPIC].map((name) => ({
    name,
    partitions: CURSOR_PARTITIONS,
    config: READ_AT_EACH_TAKEOVER,
  })),
]

/** The topics of a partner that is kept apart: nobody else's messages are in them. */
export interface PartnerTopics {
  /** Its orders; of one that is no longer its own, nothing (a tombstone). */
  readonly orders: string
  /** What became of its updates. */
  readonly outcomes: string
  /** What it answers. */
  readonly updates: string
}

/** @param partner its id in the partners file */
export function partnerTopics(partner: string, prefix = ''): PartnerTopics {
  return {
    orders: `${prefix}${contracts.order.name}.to.${partner}`,
    outcomes: `${prefix}${contracts.orderUpdateOutcome.name}.to.${partner}`,
    updates: `${prefix}${contracts.orderUpdate.name}.from.${partner}`,
  }
}

/** What is needed where any partner is kept apart: the router's state, and where it puts what it cannot route. */
export function routerTopicDeclarations(prefix = ''): TopicDeclaration[] {
  return [
    ...[ROUTER_CURSOR_TOPIC, ROUTED_TOPIC].map((name) => ({
      name: prefix + name,
      partitions: ORDER_PARTITIONS,
      config: READ_AT_EACH_TAKEOVER,
    })),
    ...[contracts.order.name, contracts.orderUpdateOutcome.name].map((name) =>
      notRouted(prefix + name, prefix),
    ),
  ]
}

/**
 * The topics of one partner that is kept apart, its failure channels included. Each is kept for as long as the shared
 * topic beside it.
 */
export function partnerTopicDeclarations(partner: string, prefix = ''): TopicDeclaration[] {
  const { orders, outcomes, updates } = partnerTopics(partner, prefix)
  const like = (name: string, shared: string) => ({ ...declarationOf(shared), name })
  return [
    like(orders, contracts.order.name),
    like(outcomes, contracts.orderUpdateOutcome.name),
    like(updates, contracts.orderUpdate.name),
    notRouted(updates, prefix),
    ...Object.values(failureTopics(orders, prefix + partner)).map((name) => failureTopicDeclaration(name)),
  ]
}

function notRouted(topic: string, prefix: string): TopicDeclaration {
  return failureTopicDeclaration(failureTopics(topic, prefix + ROUTER_GROUP).invalid)
}

function failureTopicDeclaration(name: string, partitions: number = ORDER_PARTITIONS): TopicDeclaration {
  // Parked messages wait for a person: they must not expire over a holiday or a lost year's audit.
  return { name, partitions, config: { 'cleanup.policy': 'delete', 'retention.ms': '-1' } }
}

/** @throws {Error} when the topic is not declared. */
function declarationOf(topic: string): TopicDeclaration {
  const declared = topicDeclarations.find(({ name }) => name === topic)
  if (!declared) throw new Error(`topic ${topic} is not declared`)
  return declared
}

/**
 * What a subscription's failures go to: a Dead Letter and an Invalid Message Channel for each consumer group, and a log
 * of what operators asked to be replayed and what became of it.
 */
export function failureTopics(
  topic: string,
  group: string,
): { deadLetter: string; invalid: string; replay: string } {
  const name = `${topic}.${group}`
  return { deadLetter: `${name}.dlq`, invalid: `${name}.invalid`, replay: `${name}.replay` }
}

/** The same topics under a prefix, see TOPIC_PREFIX. */
export function prefixed(declarations: readonly TopicDeclaration[], prefix: string): TopicDeclaration[] {
  return declarations.map((declaration) => ({ ...declaration, name: prefix + declaration.name }))
}

/**
 * The failure topics of a group, to be created. They have as many partitions as the topic itself, so that an order's
 * dead letters lie in the partition of the same number.
 * @throws {Error} when the topic is not declared.
 */
export function failureTopicDeclarations(topic: string, group: string, prefix = ''): TopicDeclaration[] {
  const { partitions } = declarationOf(topic)
  return Object.values(failureTopics(prefix + topic, prefix + group)).map((name) =>
    failureTopicDeclaration(name, partitions),
  )
}
