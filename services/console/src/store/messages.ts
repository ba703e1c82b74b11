import type { IncomingMessage } from '@channel-adapter/messaging'
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Reading } from './reading.ts'

/** A message as the store keeps it. */
export interface StoredMessage {
  readonly id: number
  readonly kind: Reading['kind']
  readonly message: IncomingMessage
}

const COLUMNS = 'messages.id, kind, topic, partition, offset, at, headers, value, key'
const FROM = 'FROM messages JOIN orders ON orders.id = order_id'
// Of an order that changes for ever the newest are shown.
const MOST = 500

/** The newest messages about an order, by their time. */
export function messagesOf(
  database: DatabaseSync,
  topics: readonly string[],
  orderId: number,
): StoredMessage[] {
  return database
    .prepare(`SELECT ${COLUMNS} ${FROM} WHERE order_id = ? ORDER BY at DESC, messages.id DESC LIMIT ${MOST}`)
    .all(orderId)
    .map((row) => stored(row, topics))
    .toReversed()
}

export function messageById(
  database: DatabaseSync,
  topics: readonly string[],
  id: number,
): StoredMessage | undefined {
  const row = database.prepare(`SELECT ${COLUMNS} ${FROM} WHERE messages.id = ?`).get(id)
  return row && stored(row, topics)
}

/** The newest of the Invalid Message Channels. */
export function invalidMessages(
  database: DatabaseSync,
  topics: readonly string[],
  most: number,
): StoredMessage[] {
  return database
    .prepare(`SELECT ${COLUMNS} ${FROM} WHERE kind = 'invalid' ORDER BY at DESC LIMIT ?`)
    .all(most)
    .map((row) => stored(row, topics))
}

function stored(row: Record<string, SQLOutputValue>, topics: readonly string[]): StoredMessage {
  const { id, kind, topic, partition, offset, at, headers, value, key } = row
  return {
    id: Number(id),
    kind: kind as Reading['kind'],
    message: {
      topic: topics[Number(topic)] ?? '',
      partition: Number(partition),
      offset: BigInt(offset as number),
      key: String(key),
      value: Buffer.from(value as Uint8Array),
      headers: JSON.parse(String(headers)) as Record<string, string>,
      timestamp: Number(at),
    },
  }
}

/** How many came to the Invalid Message Channels after a moment, and when the first of them. */
export function invalidTotals(
  database: DatabaseSync,
  after: number,
): { count: number; since: number | null } {
  const totals = database
    .prepare("SELECT count(*) AS count, min(at) AS since FROM messages WHERE kind = 'invalid' AND at > ?")
    .get(after) as { count: number; since: number | null }
  return { ...totals }
}
