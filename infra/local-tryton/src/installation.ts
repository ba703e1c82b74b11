import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cached, cacheRoot } from '@channel-adapter/local-kafka'
import { configurationOf, DATABASE, databaseFile } from './configuration.ts'
import { findPython } from './python.ts'

const run = promisify(execFile)

export type Log = (line: string) => void

/** The user of the seeded company that the adapter signs in as. */
export const USER = 'connector'
export const PASSWORD = 'connector-password'

const MODULES = ['ir', 'res', 'purchase', 'stock', 'purchase_history']
const python = (file: string) => fileURLToPath(new URL(`../python/${file}`, import.meta.url))
const REQUIREMENTS = fileURLToPath(new URL('../requirements.txt', import.meta.url))

export interface Installation {
  /** Its Python, which knows Tryton. */
  readonly python: string
  /** A script of Tryton's: `trytond`, `trytond-admin`. */
  script(name: string): string
  /** An initialised database with so many orders, to be copied. */
  template(orders: number): Promise<string>
}

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
  const installed: Installation = {
    python: join(folder, 'bin', 'python'),
    script: (script) => join(folder, 'bin', script),
    template: (orders) => template(installed, orders, root, log),
  }
  return installed
}

async function template(installed: Installation, orders: number, root: string, log: Log): Promise<string> {
  const seed = [REQUIREMENTS, python('seed_company.py'), python('add_orders.py')]
  const company = `tryton-company-${await digestOf(...seed.slice(0, 2))}`
  const base = await cached(root, company, async (unfinished) => {
    log('initialising Tryton (a minute, once)')
    await inFolder(unfinished, async (configuration) => {
      await writeFile(databaseFile(unfinished), '')
      const admin = ['-c', configuration, '-d', DATABASE, '--activate-dependencies']
      const modules = ['--email', 'admin@example.invalid', '-u', ...MODULES]
      await tool(installed, [installed.script('trytond-admin'), ...admin, ...modules], unfinished)
      await tool(installed, [python('seed_company.py'), DATABASE, configuration, USER, PASSWORD], unfinished)
    })
  })
  if (orders === 0) return databaseFile(base)
  const folder = await cached(
    root,
    `tryton-${orders}-orders-${await digestOf(...seed)}`,
    async (unfinished) => {
      log(`adding ${orders} orders to Tryton (once)`)
      await inFolder(unfinished, async (configuration) => {
        await copyFile(databaseFile(base), databaseFile(unfinished))
        await tool(installed, [python('add_orders.py'), DATABASE, configuration, String(orders)], unfinished)
      })
    },
  )
  return databaseFile(folder)
}

async function inFolder(folder: string, work: (configuration: string) => Promise<void>): Promise<void> {
  await mkdir(folder)
  const configuration = join(folder, 'trytond.conf')
  await writeFile(configuration, configurationOf(folder))
  await work(configuration)
}

async function tool(
  { python: command }: Installation,
  args: readonly string[],
  folder: string,
): Promise<void> {
  // Nobody signs in as the administrator, but Tryton wants a password for it.
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, PASSWORD)
  const env = { PATH: process.env['PATH'] ?? '', TRYTONPASSFILE: passwordFile }
  await run(command, [...args], { env, maxBuffer: 64 * 1024 * 1024 })
}

async function digestOf(...files: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const file of files) hash.update(await readFile(file))
  return hash.digest('hex').slice(0, 12)
}
