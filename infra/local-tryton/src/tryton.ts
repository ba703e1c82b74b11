import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
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
import { configurationOf, DATABASE, databaseFile } from './configuration.ts'
import { type Installation, installation, type Log, PASSWORD, USER } from './installation.ts'

const START_MS = 60_000
const PORT_TRIES = 5

export interface TrytonOptions {
  /** Quoted orders that it begins with. @default 0 */
  readonly orders?: number
  readonly log?: Log
}

/** A Tryton on this machine, with a company of its own. */
export interface Tryton {
  readonly url: string
  readonly database: string
  readonly user: string
  readonly password: string
  /** SQLite's file: for what no API does. */
  readonly file: string
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
 * Starts a Tryton on 127.0.0.1 with SQLite; installs and initialises it first when the cache has none.
 * @throws MissingPrerequisite without a Python; ServerDidNotStart with what it logged
 */
export async function startTryton({ orders = 0, log }: TrytonOptions = {}): Promise<Tryton> {
  const installed = await installation(log)
  const template = await installed.template(orders)
  const folder = await mkdtemp(join(tmpdir(), 'channel-adapter-tryton-'))
  try {
    await copyFile(template, databaseFile(folder))
    for (let attempt = 1; ; attempt++) {
      const [port = 0] = await freePorts(1)
      try {
        return await startOn(port, folder, installed)
      } catch (fault) {
        if (attempt === PORT_TRIES || !(fault instanceof ServerDidNotStart && fault.portTaken)) throw fault
      }
    }
  } catch (fault) {
    await rm(folder, { recursive: true, force: true })
    throw fault
  }
}

async function startOn(port: number, folder: string, installed: Installation): Promise<Tryton> {
  const configuration = join(folder, 'trytond.conf')
  await writeFile(configuration, configurationOf(folder, port))
  const logFile = join(folder, 'trytond.log')
  const url = `http://127.0.0.1:${port}`
  let child = await launched()

  async function launched(): Promise<SupervisedProcess> {
    const output = openSync(logFile, 'a')
    const args = [installed.script('trytond'), '-c', configuration, '-d', DATABASE]
    const process = spawnSupervised(installed.python, args, {
      name: 'trytond',
      stdout: output,
      stderr: output,
    })
    closeSync(output)
    for (const giveUpAt = Date.now() + START_MS; !(await answers(url)); await sleep(20)) {
      if (process.running && Date.now() < giveUpAt) continue
      await process.kill()
      const logged = await readFile(logFile, 'utf8')
      throw new ServerDidNotStart('trytond did not start', logged.slice(-4000))
    }
    return process
  }

  return {
    url,
    database: DATABASE,
    user: USER,
    password: PASSWORD,
    file: databaseFile(folder),
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
