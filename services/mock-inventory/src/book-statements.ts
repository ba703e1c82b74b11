import type { DatabaseSync } from 'node:sqlite'

// Quantities are exact decimals, so they are text: SQLite's numbers are floats.
export const tables = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS stock (product TEXT PRIMARY KEY, free TEXT NOT NULL, location TEXT) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS orders (
    key TEXT PRIMARY KEY, confirmed_revision INTEGER NOT NULL DEFAULT 0, received INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS reservations (
    key TEXT NOT NULL, line TEXT NOT NULL, product TEXT NOT NULL, quantity TEXT NOT NULL, PRIMARY KEY (key, line)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS answers (
    id TEXT PRIMARY KEY, key TEXT NOT NULL, content TEXT NOT NULL, sent INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX IF NOT EXISTS unsent_answers ON answers (key) WHERE sent = 0;
`

export type Statements = ReturnType<typeof prepareStatements>

/** Prepared once: each snapshot runs several of them. */
export function prepareStatements(database: DatabaseSync) {
  const statement = (sql: string) => database.prepare(sql)
  return {
    stock: statement('SELECT free, location FROM stock WHERE product = ?'),
    putStock: statement('INSERT OR REPLACE INTO stock (product, free, location) VALUES (?, ?, ?)'),
    order: statement('SELECT confirmed_revision, received FROM orders WHERE key = ?'),
    confirmed: statement(
      `INSERT INTO orders (key, confirmed_revision) VALUES (?, ?)
       ON CONFLICT (key) DO UPDATE SET confirmed_revision = excluded.confirmed_revision`,
    ),
    received: statement(
      'INSERT INTO orders (key, received) VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET received = 1',
    ),
    reserved: statement('SELECT line, product, quantity FROM reservations WHERE key = ?'),
    reserve: statement('INSERT INTO reservations (key, line, product, quantity) VALUES (?, ?, ?, ?)'),
    release: statement('DELETE FROM reservations WHERE key = ?'),
    keepAnswer: statement('INSERT OR IGNORE INTO answers (id, key, content) VALUES (?, ?, ?)'),
    unsent: statement('SELECT content FROM answers WHERE key = ? AND sent = 0 ORDER BY rowid'),
    markSent: statement('UPDATE answers SET sent = 1 WHERE id = ?'),
  }
}
