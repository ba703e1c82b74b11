import type { DatabaseSync } from 'node:sqlite'

export type Statements = ReturnType<typeof prepareStatements>

/** What is written, compiled once. */
export function prepareStatements(database: DatabaseSync) {
  const prepare = (sql: string) => database.prepare(sql)
  return {
    orderOf: prepare('SELECT id, revision, revision_at, supplier FROM orders WHERE key = ?'),
    addOrder: prepare('INSERT INTO orders (key, source, number) VALUES (?, ?, ?) RETURNING id'),
    addSupplier: prepare(`
      INSERT INTO suppliers (source, number, name) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET name = excluded.name RETURNING id`),
    setOrder: prepare(`
      UPDATE orders SET supplier = ?, status = ?, revision = ?, version = ?, order_date = ?, lead_ms = ?, changed_at = ?,
        published_at = ?, revision_at = ?, total = ?, currency = ?, response = ?, stock = ?,
        answered_revision = max(answered_revision, ?), stocked_revision = max(stocked_revision, ?),
        touched_at = max(touched_at, ?)
      WHERE id = ?`),
    touch: prepare('UPDATE orders SET touched_at = max(touched_at, ?) WHERE id = ?'),
    answer: prepare('UPDATE orders SET answered_revision = max(answered_revision, ?) WHERE id = ?'),
    stock: prepare('UPDATE orders SET stocked_revision = max(stocked_revision, ?) WHERE id = ?'),
    waiting: prepare('UPDATE orders SET waiting = waiting + ? WHERE id = ?'),
    addMessage: prepare(`
      INSERT INTO messages (order_id, kind, topic, partition, offset, at, headers, value)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`),
    updateOf: prepare(
      'SELECT at, result, settled_at AS settledAt FROM updates WHERE order_id = ? AND id = ?',
    ),
    addUpdate: prepare(`
      INSERT INTO updates (order_id, id, source, partner, at, result, settled_at) VALUES (?, ?, ?, ?, ?, ?, ?)`),
    sentAt: prepare('UPDATE updates SET at = ? WHERE order_id = ? AND id = ?'),
    settle: prepare('UPDATE updates SET result = ? WHERE order_id = ? AND id = ?'),
    countPartner: prepare(`
      INSERT INTO partners (name, updates, applied, refused, parked, last_at) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET updates = updates + excluded.updates, applied = applied + excluded.applied,
        refused = refused + excluded.refused, parked = parked + excluded.parked,
        last_at = max(last_at, excluded.last_at)`),
    speaksFor: prepare(`
      UPDATE partners SET supplier = CASE WHEN supplier IS NULL OR supplier = ?1 THEN ?1 ELSE 0 END
      WHERE name = ?2`),
    addFlow: prepare(`
      INSERT INTO flow (name, who, at, count, timed, took_ms) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET count = count + excluded.count, timed = timed + excluded.timed,
        took_ms = took_ms + excluded.took_ms`),
    forgetFlow: prepare('DELETE FROM flow WHERE at < ?'),
  }
}
