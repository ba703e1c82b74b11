import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { openSync, closeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  freePorts,
  ServerDidNotStart,
  spawnSupervised,
  type SupervisedProcess,
} from '@channel-adapter/local-kafka'
import { configurationOf, DATABASE } from './configuration.ts'
import type { Database, DatabaseKind, Row } from './database.ts'
import { installation, type Log, serverOf, templateOf } from './installation.ts'
import type { Installation } from './python.ts'
import { PASSWORD, USER } from './seed.ts'

const START_MS = 60_000
const PORT_TRIES = 5

export interface TrytonOptions {
  /** Quoted orders that it begins with. @default 0 */
  readonly orders?: number
  /** PostgreSQL in a cluster of its own, where its server is installed. @default 'sqlite' */
  readonly database?: DatabaseKind
  readonly log?: Log
}

/** A Tryton on this machine, with a company of its own. */
export interface Tryton {
  readonly url: string
  readonly database: string
  readonly user: string
  readonly password: string
  /** The rows of a SELECT on its database: for what no API tells. Moments are text. */
  rows(select: string): Promise<Row[]>
  /** Changes its database past Tryton: for what no API does. */
  execute(statements: string): Promise<void>
  /**
   * On PostgreSQL: keeps the rows of a SELECT … FOR UPDATE from everybody else, so that a transaction that needs them
   * waits. @returns what lets go of them
   */
  hold(select: string): Promise<() => Promise<void>>
  /** What it has logged. */
  readonly logFile: string
  readonly running: boolean
  /** SIGKILL. */
  kill(): Promise<void>
  /** Starts it again on the same data and port. */
  start(): Promise<void>
  /** Ends it and removes its data. */
  stop(): Promise<void>
}

/**
 * Starts a Tryton on 127.0.0.1; installs and initialises it first when the cache has none.
 * @throws MissingPrerequisite without a Python or the database's server; ServerDidNotStart with what it logged
 */
export async function startTryton({
  orders = 0,
  database: kind = 'sqlite',
  log,
}: TrytonOptions = {}): Promise<Tryton> {
  const installed = await installation(log)
  const server = await serverOf(kind, installed)
  const template = await templateOf(installed, server, orders, log)
  const folder = await mkdtemp(join(tmpdir(), 'channel-adapter-tryton-'))
  let database: Database | undefined
  try {
    await cp(template, folder, { recursive: true })
    database = await server.open(folder)
    for (let attempt = 1; ; attempt++) {
      const [port = 0] = await freePorts(1)
      try {
        return await startOn(port, folder, installed, database)
      } catch (fault) {
        if (attempt === PORT_TRIES || !(fault instanceof ServerDidNotStart && fault.portTaken)) throw fault
      }
    }
  } catch (fault) {
    await database?.stop()
    await rm(folder, { recursive: true, force: true })
    throw fault
  }
}

async function startOn(
  port: number,
  folder: string,
  installed: Installation,
  database: Database,
): Promise<Tryton> {
  const configuration = join(folder, 'trytond.conf')
  await writeFile(configuration, configurationOf(folder, database.uri, port))
  const logFile = join(folder, 'trytond.log')
  const url = `http://127.0.0.1:${port}`
  let child = await launched()

  async function launched(): Promise<SupervisedProcess> {
    const output = openSync(logFile, 'a')
    const args = [installed.script('trytond'), '-c', configuration, '-d', DATABASE]
    const started = spawnSupervised(installed.python, args, {
      name: 'trytond',
      env: { ...process.env, ...database.env },
      stdout: output,
      stderr: output,
    })
    closeSync(output)
    for (const giveUpAt = Date.now() + START_MS; !(await answers(url)); await sleep(20)) {
      if (started.running && Date.now() < giveUpAt) continue
      await started.kill()
      const logged = await readFile(logFile, 'utf8')
      throw new ServerDidNotStart('trytond did not start', logged.slice(-4000))
    }
    return started
  }

  return {
    url,
    database: DATABASE,
    user: USER,
    password: PASSWORD,
    rows: (select) => database.rows(select),
    execute: (statements) => database.execute(statements),
    hold: (select) => database.hold(select),
    logFile,
    get running() {
      return child.running
    },
    async kill() {
      await child.kill()
    },
    async start() {
      if (!child.running) child = await launched()
    },
    async stop() {
      await child.kill()
      await database.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const body = JSON.stringify({ id: 0, method: 'common.server.version', params: [] })
    await fetch(`${url}/`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    return true
  } catch {
    return false
  }
}
