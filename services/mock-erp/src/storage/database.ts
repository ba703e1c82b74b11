import { DatabaseSync } from 'node:sqlite'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS orders (
    number INTEGER PRIMARY KEY, version INTEGER NOT NULL, revision INTEGER NOT NULL, updated_at TEXT NOT NULL, doc TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS orders_by_change ON orders (updated_at, number);
  CREATE TABLE IF NOT EXISTS journal (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, number INTEGER NOT NULL, version INTEGER NOT NULL, revision INTEGER NOT NULL,
    at TEXT NOT NULL, actor TEXT NOT NULL CHECK (actor IN ('clerk', 'connector', 'import')), update_id TEXT, summary TEXT NOT NULL
  ) STRICT;
`

/**
 * Opens the ERP's database and creates its tables where they are missing.
 * @param path a file, or ':memory:'
 */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path)
  // In WAL a commit is in the operating system's hands before it is answered: killing the process loses nothing.
  // Only a machine that dies can take the last commits with it, which NORMAL accepts for speed.
  // The ERP is the file's only process: EXCLUSIVE saves the locking calls around every commit.
  database.exec(`PRAGMA busy_timeout = 5000; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 8000`)
  database.exec(SCHEMA)
  return database
}

/** Runs the work as one transaction: all of it, or nothing when it throws. */
export function transaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}
