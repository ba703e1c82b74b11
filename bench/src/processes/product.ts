import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { imageEnvironment, logTail } from '@channel-adapter/local-deployment'
import { cacheRoot, type SupervisedProcess } from '@channel-adapter/local-kafka'
import { spawnTracked } from './tracked.ts'
import { type UsageWatch, watchUsage } from './usage.ts'

/** One of the product's services, watched from its first moment. */
export interface Product {
  readonly url: string
  readonly process: SupervisedProcess
  readonly usage: UsageWatch
  /** Resolves with the milliseconds from its start until it said that it is ready. @throws when it ends before */
  ready(): Promise<number>
  stop(): Promise<void>
}

export interface ProductOptions {
  /** The checkout. Default: this one. */
  readonly root?: string | undefined
  /** The folder under services/. */
  readonly service: string
  readonly port: number
  readonly env: Readonly<Record<string, string>>
  readonly logFile: string
}

const POLL_MS = 5
const READY_WITHIN_MS = 60_000

export function startProduct({ root, service, port, env, logFile }: ProductOptions): Product {
  const checkout = root ?? fileURLToPath(new URL('../../..', import.meta.url))
  const main = `${checkout}/services/${service}/src/main.ts`
  const url = `http://127.0.0.1:${port}`
  mkdirSync(fileURLToPath(new URL('.', `file://${logFile}`)), { recursive: true })
  const log = openSync(logFile, 'a')
  const startedAt = performance.now()
  const { PATH, HOME } = process.env
  const child = spawnTracked(process.execPath, [main], {
    name: service,
    // As infra/local-deployment starts them.
    env: {
      PATH,
      HOME,
      NODE_COMPILE_CACHE: join(cacheRoot(), 'compiled'),
      PORT: String(port),
      HOST: '127.0.0.1',
      ...imageEnvironment(service),
      ...env,
    },
    stdout: log,
    stderr: log,
  })
  closeSync(log)
  const usage = watchUsage(child.pid)
  return {
    url,
    process: child,
    usage,
    async ready() {
      for (const deadline = Date.now() + READY_WITHIN_MS; Date.now() < deadline; await sleep(POLL_MS)) {
        if (!child.running) break
        const answer = await fetch(`${url}/readyz`).catch(() => undefined)
        await answer?.arrayBuffer()
        if (answer?.ok) return performance.now() - startedAt
      }
      throw new Error(`${service} is not ready:\n${logTail(logFile)}`)
    },
    async stop() {
      usage.stop()
      await child.stop()
    },
  }
}
