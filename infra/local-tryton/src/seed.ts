import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { configurationOf, DATABASE } from './configuration.ts'
import type { DatabaseServer } from './database.ts'
import type { Installation } from './python.ts'

const run = promisify(execFile)

/** The user of the seeded company that the adapter signs in as. */
export const USER = 'connector'
export const PASSWORD = 'connector-password'

const MODULES = ['ir', 'res', 'purchase', 'stock', 'purchase_history']

/** What fills an open database. */
export interface SeedTools {
  readonly user: string
  readonly password: string
  /** Makes the tables of Tryton's modules. */
  initialise(): Promise<void>
  /** Runs a script of ours: python FILE DATABASE CONFIGURATION … */
  python(file: string, ...args: readonly string[]): Promise<void>
}

/**
 * Prepares a folder, fills its database, and leaves a copy that is stopped. The work is done among temporary files:
 * a server that runs as somebody else could not reach into a user's own folders.
 */
export async function filledWith(
  { installed, server, into }: { installed: Installation; server: DatabaseServer; into: string },
  prepare: (folder: string) => Promise<void>,
  fill: (tools: SeedTools) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tryton-seed-'))
  try {
    await prepare(folder)
    const database = await server.open(folder)
    try {
      const configuration = join(folder, 'trytond.conf')
      await writeFile(configuration, configurationOf(folder, database.uri))
      // Nobody signs in as the administrator, but Tryton wants a password for it.
      const passwordFile = join(folder, 'password')
      await writeFile(passwordFile, PASSWORD)
      const env = { PATH: process.env['PATH'] ?? '', TRYTONPASSFILE: passwordFile, ...database.env }
      const python = async (...args: readonly string[]) => {
        await run(installed.python, [...args], { env, maxBuffer: 64 * 1024 * 1024 })
      }
      await fill({
        user: USER,
        password: PASSWORD,
        initialise: () =>
          python(
            installed.script('trytond-admin'),
            '-c',
            configuration,
            '-d',
            DATABASE,
            '--activate-dependencies',
            '--email',
            'admin@example.invalid',
            '-u',
            ...MODULES,
          ),
        python: (file, ...args) => python(file, DATABASE, configuration, ...args),
      })
    } finally {
      await database.stop()
    }
    await cp(folder, into, { recursive: true })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
