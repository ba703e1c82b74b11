import { join } from 'node:path'

export const DATABASE = 'erp'

/** SQLite's file in the folder that a configuration names. */
export function databaseFile(folder: string): string {
  return join(folder, `${DATABASE}.sqlite`)
}

/**
 * trytond.conf.
 * @param uri of the database
 * @param port where it listens on 127.0.0.1; tools need none
 */
export function configurationOf(folder: string, uri: string, port = 0): string {
  return `[database]\nuri = ${uri}\npath = ${folder}\n\n[web]\nlisten = 127.0.0.1:${port}\n`
}
