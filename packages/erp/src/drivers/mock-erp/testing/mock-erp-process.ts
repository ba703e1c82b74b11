import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import { closedPort } from '../../../testing/listen.ts'

const MAIN = process.env['MOCK_MAIN'] ?? fileURLToPath(new URL('../../../../../../services/mock-erp/src/main.ts', import.meta.url))
const START_MS = 20_000

/** A running services/mock-erp with some orders in it. It is spawned and not imported: packages know no services. */
export interface MockErpProcess {
  readonly url: string
  /** Its SQLite file: the way to states that its API does not give. */
  readonly database: string
  stop(): Promise<void>
}

/** @throws {Error} with what the process wrote, when it does not become ready */
export async function startMockErp(
  environment: Readonly<Record<string, string>> = {},
): Promise<MockErpProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'mock-erp-'))
  const database = join(folder, 'erp.sqlite')
  const url = await closedPort()
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: new URL(url).port,
      DATABASE: database,
      ORDERS_LIMIT: '20',
      LOG_LEVEL: 'error',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => (output = (output + bytes.toString()).slice(-4000)))
  }
  const ended = once(child, 'exit')

  async function stop(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true })
  }

  const giveUpAt = Date.now() + START_MS
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > giveUpAt) {
      await stop()
      throw new Error(`services/mock-erp did not become ready:\n${output}`)
    }
    await delay(20)
  }
  return { url, database, stop }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok
  } catch {
    return false
  }
}
