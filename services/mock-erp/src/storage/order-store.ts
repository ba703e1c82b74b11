import type { DatabaseSync } from 'node:sqlite'
import type { OrderDocument } from '../orders/document.ts'
import { transaction } from './database.ts'

export type Actor = 'clerk' | 'connector' | 'import'

/** A stored order. The document stays JSON text: a page is sent as it lies, never parsed. */
export interface StoredOrder {
  readonly number: number
  readonly version: number
  readonly updatedAt: string
  readonly doc: string
}

export interface Change {
  readonly order: OrderDocument
  readonly actor: Actor
  readonly updateId: string | null
  /** What changed, for the journal. */
  readonly summary: unknown
}

/** Where the ERP keeps its orders. An order and its journal entry are written together or not at all. */
export interface OrderStore {
  find(number: number): StoredOrder | undefined
  /** Changed after (updatedAt, number), oldest change first. */
  changedAfter(updatedAt: string, number: number, limit: number): StoredOrder[]
  versions(): { number: number; version: number }[]
  highestNumber(): number
  lastChange(): string | undefined
  /** Writes new orders in one transaction. */
  insert(changes: readonly Change[]): void
  /** Replaces an order's document. @returns it as it is stored */
  replace(change: Change): StoredOrder
}

/** Prepares every statement once. */
export function openOrderStore(database: DatabaseSync): OrderStore {
  const columns = 'number, version, updated_at AS updatedAt, doc'
  const find = database.prepare(`SELECT ${columns} FROM orders WHERE number = ?`)
  const changedAfter = database.prepare(
    `SELECT ${columns} FROM orders WHERE (updated_at, number) > (?, ?) ORDER BY updated_at, number LIMIT ?`,
  )
  const versions = database.prepare('SELECT number, version FROM orders ORDER BY number')
  const highest = database.prepare(
    'SELECT coalesce(max(number), 0) AS number, max(updated_at) AS updatedAt FROM orders',
  )
  const insert = database.prepare(
    'INSERT INTO orders (version, revision, updated_at, doc, number) VALUES (?, ?, ?, ?, ?)',
  )
  const update = database.prepare(
    'UPDATE orders SET version = ?, revision = ?, updated_at = ?, doc = ? WHERE number = ?',
  )
  const note = database.prepare(
    'INSERT INTO journal (number, version, revision, at, actor, update_id, summary) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )

  function write(statement: typeof insert, { order, actor, updateId, summary }: Change): StoredOrder {
    const number = Number(order.number)
    const { version, revision, updated_at: updatedAt } = order
    const doc = JSON.stringify(order)
    statement.run(version, revision, updatedAt, doc, number)
    note.run(number, version, revision, updatedAt, actor, updateId, JSON.stringify(summary))
    return { number, version, updatedAt, doc }
  }

  // node:sqlite types a row as a record of SQL values; the STRICT tables guarantee what the columns hold.
  return {
    find: (number) => find.get(number) as StoredOrder | undefined,
    changedAfter: (updatedAt, number, limit) =>
      changedAfter.all(updatedAt, number, limit) as unknown as StoredOrder[],
    versions: () => versions.all() as unknown as { number: number; version: number }[],
    highestNumber: () => Number(highest.get()?.['number'] ?? 0),
    lastChange: () => (highest.get()?.['updatedAt'] as string | null | undefined) ?? undefined,
    insert: (changes) => transaction(database, () => changes.forEach((change) => write(insert, change))),
    replace: (change) => transaction(database, () => write(update, change)),
  }
}
