import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../../../../../services/mock-erp/src/main.ts', import.meta.url))
/** Most of what the hooks that wait for it have. */
const START_MS = 55_000

/** A running services/mock-erp with some orders in it. It is spawned and not imported: packages know no services. */
export interface MockErpProcess {
  readonly url: string
  /** Stops the ERP, which locks its database while it runs, lets the work change it, and starts the ERP again. */
  whileStopped(work: (database: DatabaseSync) => void): Promise<void>
  stop(): Promise<void>
}

/** @throws {Error} with what the process wrote, when it does not become ready */
export async function startMockErp(): Promise<MockErpProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'mock-erp-'))
  const file = join(folder, 'erp.sqlite')
  const first = await start('0', file)
  const { url } = first
  let { child } = first
  return {
    url,
    async whileStopped(work) {
      await end(child)
      const database = new DatabaseSync(file)
      try {
        work(database)
      } finally {
        database.close()
      }
      ;({ child } = await start(new URL(url).port, file))
    },
    async stop() {
      await end(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Its own log says where it listens: somebody else may answer on a port that was only free a moment ago. */
async function start(port: string, database: string): Promise<{ child: ChildProcess; url: string }> {
  // Nothing of our own environment may change what is tested; compiled code that is kept does not.
  const settings = {
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    HOST: '127.0.0.1',
    PORT: port,
    DATABASE: database,
    ORDERS_LIMIT: '20',
    LOG_LEVEL: 'info',
  }
  const child = spawn(process.execPath, [MAIN], {
    env: settings,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // A test run that ends in the middle leaves no ERP behind.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  let output = ''
  let url: string | undefined
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      output = (output + bytes.toString()).slice(-4000)
      url ??= /Server listening at (http:[^"]+)/.exec(output)?.[1]
    })
  }
  const giveUpAt = Date.now() + START_MS
  while (url === undefined || !(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > giveUpAt) {
      await end(child)
      throw new Error(`services/mock-erp did not become ready:\n${output}`)
    }
    await delay(20)
  }
  return { child, url }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok
  } catch {
    return false
  }
}
