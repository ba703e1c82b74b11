import { join } from 'node:path'

export const DATABASE = 'erp'

/** SQLite's file in the folder that a configuration names. */
export function databaseFile(folder: string): string {
  return join(folder, `${DATABASE}.sqlite`)
}

/**
 * trytond.conf for SQLite in a folder, or for another database.
 * @param port where it listens on 127.0.0.1; tools need none
 * @param uri of the database server instead of SQLite
 */
export function configurationOf(folder: string, port = 0, uri = 'sqlite:///'): string {
  return `[database]\nuri = ${uri}\npath = ${folder}\n\n[web]\nlisten = 127.0.0.1:${port}\n`
}
