import {
  applierGroup,
  contracts,
  failureTopics,
  partnerTopics,
  ROUTER_GROUP,
  UNROUTED,
} from '@channel-adapter/contracts'
import { CONNECTION, KEPT_APART, SHARING } from '../system.ts'

/** A topic, and the consumer groups of which each must put a message aside that is none. */
export interface ReadTopic {
  readonly topic: string
  readonly groups: readonly string[]
}

/** Who reads what in this system and has a place for what it cannot read. */
export interface Readers {
  readonly orders: ReadTopic
  readonly updates: ReadTopic
  readonly outcomes: ReadTopic
  /** Of the partner that is kept apart. */
  readonly ownOrders: ReadTopic
  readonly ownUpdates: ReadTopic
}

export function readersOf(topicPrefix: string): Readers {
  const [order, update, outcome] = [contracts.order, contracts.orderUpdate, contracts.orderUpdateOutcome].map(
    ({ name }) => topicPrefix + name,
  ) as [string, string, string]
  const own = partnerTopics(KEPT_APART, topicPrefix)
  const router = topicPrefix + ROUTER_GROUP
  return {
    orders: { topic: order, groups: [...SHARING.map((partner) => topicPrefix + partner), router] },
    updates: {
      topic: update,
      groups: [CONNECTION, UNROUTED].map((connection) => applierGroup(topicPrefix, connection)),
    },
    outcomes: { topic: outcome, groups: [router] },
    ownOrders: { topic: own.orders, groups: [topicPrefix + KEPT_APART] },
    ownUpdates: { topic: own.updates, groups: [router] },
  }
}

/** Whose failure channel a topic is, and which. */
export interface FailureChannel {
  readonly group: string
  readonly channel: 'invalid' | 'dlq'
}

/** The failure channels of all of them, by topic. */
export function failureChannelsOf(topicPrefix: string): ReadonlyMap<string, FailureChannel> {
  const channels = new Map<string, FailureChannel>()
  for (const { topic, groups } of Object.values(readersOf(topicPrefix)) as ReadTopic[]) {
    for (const group of groups) {
      const { invalid, deadLetter } = failureTopics(topic, group)
      channels.set(invalid, { group, channel: 'invalid' })
      // What the router cannot pass on now it tries again for as long as it takes.
      if (group !== topicPrefix + ROUTER_GROUP) channels.set(deadLetter, { group, channel: 'dlq' })
    }
  }
  return channels
}
