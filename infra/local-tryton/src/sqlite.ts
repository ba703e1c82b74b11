import { writeFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { databaseFile } from './configuration.ts'
import type { Database, DatabaseServer, Row } from './database.ts'

/** How long a statement waits while Tryton writes; milliseconds. */
const PATIENCE_MS = 5000

/** A file and nobody who serves it: one transaction writes at a time. */
export const sqlite: DatabaseServer = {
  version: 'sqlite',
  create: (folder) => writeFile(databaseFile(folder), ''),
  open: (folder) => Promise.resolve(opened(databaseFile(folder))),
}

function opened(file: string): Database {
  function work<T>(done: (database: DatabaseSync) => T): Promise<T> {
    const database = new DatabaseSync(file, { timeout: PATIENCE_MS })
    try {
      return Promise.resolve(done(database))
    } finally {
      database.close()
    }
  }
  return {
    uri: 'sqlite:///',
    env: {},
    rows: (select) => work((database) => database.prepare(select).all() as Row[]),
    execute: (statements) => work((database) => database.exec(`BEGIN; ${statements}; COMMIT`)),
    hold: () => Promise.reject(new Error('SQLite locks no rows')),
    stop: () => Promise.resolve(),
  }
}
