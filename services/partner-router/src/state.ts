import { createHash } from 'node:crypto'
import { ROUTED_TOPIC, ROUTER_CURSOR_TOPIC, ROUTER_GROUP } from '@channel-adapter/contracts'
import { type KafkaConnection, type OutgoingMessage, readToEnd } from '@channel-adapter/messaging'
import type { Partner } from '@channel-adapter/partners'
import type { Routed } from './route-order.ts'

/** How far one topic's partition has been routed. */
export interface RouterCursor {
  /** The offset to go on at. */
  readonly next: bigint
  /** What the partners' rules were: see {@link rulesOf}. */
  readonly rules: string
}

/** What Kafka holds of one partition: written in the transaction of what was routed, so never ahead of it nor behind. */
export interface RouterState {
  /** By topic, prefix included. */
  readonly cursors: ReadonlyMap<string, RouterCursor>
  /** By the order's key. */
  readonly routed: Map<string, Routed>
}

/** Stands for all that decides who is to have an order: when it changes, the orders are looked through again. Pure. */
export function rulesOf(partners: readonly Partner[]): string {
  const rules = partners.map(({ id, orders, suppliers }) => [id, orders, suppliers ?? null])
  return createHash('sha256').update(JSON.stringify(rules)).digest('base64url').slice(0, 16)
}

export function cursorRecord(
  topicPrefix: string,
  partition: number,
  topic: string,
  { next, rules }: RouterCursor,
): OutgoingMessage {
  const value = Buffer.from(JSON.stringify({ next: String(next), rules }))
  return { topic: topicPrefix + ROUTER_CURSOR_TOPIC, partition, key: topic, value, headers: {} }
}

export function routedRecord(
  topicPrefix: string,
  partition: number,
  key: string,
  { at, to }: Routed,
): OutgoingMessage {
  const value = Buffer.from(JSON.stringify({ at: String(at), to }))
  return { topic: topicPrefix + ROUTED_TOPIC, partition, key, value, headers: {} }
}

/** Reads one partition's state. The partition's transactional id must have been claimed before. */
export async function readState(
  kafka: KafkaConnection,
  topicPrefix: string,
  partition: number,
): Promise<RouterState> {
  const cursors = new Map<string, RouterCursor>()
  const routed = new Map<string, Routed>()
  const reading = { partitions: [partition], group: `${topicPrefix}${ROUTER_GROUP}.reader` }
  await Promise.all([
    readToEnd(
      kafka,
      topicPrefix + ROUTER_CURSOR_TOPIC,
      ({ key, value }) => {
        const { next, rules } = JSON.parse(value.toString()) as { next: string; rules: string }
        cursors.set(key, { next: BigInt(next), rules })
      },
      reading,
    ),
    readToEnd(
      kafka,
      topicPrefix + ROUTED_TOPIC,
      ({ key, value }) => {
        const { at, to } = JSON.parse(value.toString()) as { at: string; to: string[] }
        routed.set(key, { at: BigInt(at), to })
      },
      reading,
    ),
  ])
  return { cursors, routed }
}
