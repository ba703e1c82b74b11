import { createHash } from 'node:crypto'
import { ROUTED_TOPIC, ROUTER_CURSOR_TOPIC, ROUTER_GROUP } from '@channel-adapter/contracts'
import { type KafkaConnection, type OutgoingMessage, readToEnd } from '@channel-adapter/messaging'
import type { Partner } from '@channel-adapter/partners'
import { z } from 'zod'
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

const offset = z.string().regex(/^\d+$/).transform(BigInt)
const cursorValue = z.object({ next: offset, rules: z.string() })
const routedValue = z.object({ at: offset, to: z.array(z.string()) })

/**
 * Reads one partition's state. The partition's transactional id must have been claimed before.
 * @param topics whose cursors are asked for; others are passed over
 * @throws {TypeError} when one of these cursors is none: better no routing than one from a wrong place
 */
export async function readState(
  kafka: KafkaConnection,
  topicPrefix: string,
  partition: number,
  topics: readonly string[],
): Promise<RouterState> {
  const cursors = new Map<string, RouterCursor>()
  const routed = new Map<string, Routed>()
  const faults = new Map<string, string>()
  const reading = { partitions: [partition], group: `${topicPrefix}${ROUTER_GROUP}.reader` }
  await Promise.all([
    readToEnd(
      kafka,
      topicPrefix + ROUTER_CURSOR_TOPIC,
      ({ topic, key, value, offset: at }) => {
        if (!topics.includes(key)) return
        // What is written behind one that is none puts it right.
        cursors.delete(key)
        faults.delete(key)
        const cursor = readAs(cursorValue, value)
        if (cursor) cursors.set(key, cursor)
        else if (value.length > 0)
          faults.set(
            key,
            `no cursor of ${key} at offset ${at} of ${topic}, partition ${partition}: write the right one behind it, ` +
              `or a tombstone, and all of ${key} is routed again`,
          )
      },
      reading,
    ),
    readToEnd(
      kafka,
      topicPrefix + ROUTED_TOPIC,
      ({ topic, key, value, offset: at }) => {
        const record = readAs(routedValue, value)
        if (record) routed.set(key, record)
        else if (value.length === 0) routed.delete(key)
        else
          // What was known of the order before still holds, and everything else must go on.
          kafka.log.warn(
            { topic, partition, offset: at, key },
            'passed over a record that is none of the router',
          )
      },
      reading,
    ),
  ])
  if (faults.size > 0) throw new TypeError([...faults.values()].join('; '))
  return { cursors, routed }
}

function readAs<T>(schema: z.ZodType<T>, bytes: Buffer): T | undefined {
  try {
    return schema.safeParse(JSON.parse(bytes.toString())).data
  } catch {
    return undefined
  }
}
