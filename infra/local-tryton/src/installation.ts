import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cached, cacheRoot } from '@channel-adapter/local-kafka'
import type { DatabaseKind, DatabaseServer } from './database.ts'
import { findPostgresql } from './postgresql-programs.ts'
import { postgresql } from './postgresql.ts'
import { findPython, type Installation } from './python.ts'
import { filledWith } from './seed.ts'
import { sqlite } from './sqlite.ts'

const run = promisify(execFile)

export type Log = (line: string) => void

const beside = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url))
const REQUIREMENTS = beside('requirements.txt')
const DRIVER = beside('requirements-postgresql.txt')
const COMPANY = beside('python/seed_company.py')
const ORDERS = beside('python/add_orders.py')

/**
 * Tryton in the cache folder: installed with pip when it is not there yet. Its scripts name the folder they were
 * made in, so that they are always given to its Python.
 * @throws MissingPrerequisite without a Python; Error with pip's own words when it fails
 */
export async function installation(log: Log = () => undefined, root = cacheRoot()): Promise<Installation> {
  const name = `tryton-${await digestOf(REQUIREMENTS)}`
  const folder = await cached(root, name, async (unfinished) => {
    log(`installing Tryton into ${root} (once)`)
    await run(await findPython(), ['-m', 'venv', unfinished])
    await run(join(unfinished, 'bin', 'python'), ['-m', 'pip', 'install', '-q', '-r', REQUIREMENTS])
  })
  return { python: join(folder, 'bin', 'python'), script: (script) => join(folder, 'bin', script) }
}

/** @throws MissingPrerequisite where the database's server is not installed */
export async function serverOf(
  kind: DatabaseKind,
  { python }: Installation,
  root = cacheRoot(),
): Promise<DatabaseServer> {
  if (kind === 'sqlite') return sqlite
  const programs = await findPostgresql()
  const name = `tryton-driver-${await digestOf(REQUIREMENTS, DRIVER)}`
  const driver = await cached(root, name, async (unfinished) => {
    await run(python, ['-m', 'pip', 'install', '-q', '--target', unfinished, '-r', DRIVER])
  })
  return postgresql(programs, driver)
}

/** A company in a database of this kind, with so many orders: made when the cache has none. */
export async function templateOf(
  installed: Installation,
  server: DatabaseServer,
  orders: number,
  log: Log = () => undefined,
  root = cacheRoot(),
): Promise<string> {
  const company = `tryton-company-${server.version}-${await digestOf(REQUIREMENTS, COMPANY)}`
  const base = await cached(root, company, async (unfinished) => {
    log(`initialising Tryton on ${server.version} (a minute, once)`)
    await filledWith(
      { installed, server, into: unfinished },
      (folder) => server.create(folder),
      async (tools) => {
        await tools.initialise()
        await tools.python(COMPANY, tools.user, tools.password)
      },
    )
  })
  if (orders === 0) return base
  const digest = await digestOf(REQUIREMENTS, COMPANY, ORDERS)
  return cached(root, `tryton-${orders}-orders-${server.version}-${digest}`, async (unfinished) => {
    log(`adding ${orders} orders to Tryton on ${server.version} (once)`)
    await filledWith(
      { installed, server, into: unfinished },
      (folder) => cp(base, folder, { recursive: true }),
      (tools) => tools.python(ORDERS, String(orders)),
    )
  })
}

async function digestOf(...files: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const file of files) hash.update(await readFile(file))
  return hash.digest('hex').slice(0, 12)
}
