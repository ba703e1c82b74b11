import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheRoot, spawnSupervised, type SupervisedProcess } from '@channel-adapter/local-kafka'
import { imageEnvironment } from './image-environment.ts'
import { logTail } from './log-tail.ts'

/** One of our services as a process on this machine. */
export interface Service {
  readonly name: string
  /** The folder under services/: what it is an instance of. */
  readonly service: string
  readonly url: string
  readonly logFile: string
  /** The process that runs now, or ran last. */
  readonly process: SupervisedProcess
  /**
   * Starts it again after it has ended, on the same port with the same environment; does not wait.
   * @param env put over its own for this one run
   */
  launch(env?: Readonly<Record<string, string>>): void
  /** Resolves when the process that runs now says that it is ready. @throws when it ends or takes too long */
  ready(): Promise<void>
  /** Launches it and resolves when it is ready. */
  restart(env?: Readonly<Record<string, string>>): Promise<void>
  /** SIGTERM, and SIGKILL after the grace. */
  stop(graceMs?: number): Promise<void>
}

export interface ServiceOptions {
  readonly name: string
  /** The folder under services/. */
  readonly service: string
  readonly port: number
  readonly env: Readonly<Record<string, string>>
  readonly logFolder: string
  readonly readyWithinMs?: number
}

const repository = new URL('../../../', import.meta.url)
const POLL_MS = 50

/**
 * Starts a service and resolves when it says that it is ready.
 * @throws with the end of its log when it exits or is not ready in time (default 60 s)
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { name, service, port, env, logFolder, readyWithinMs = 60_000 } = options
  const main = fileURLToPath(new URL(`services/${service}/src/main.ts`, repository))
  const url = `http://127.0.0.1:${port}`
  const logFile = `${logFolder}/${name}.log`
  mkdirSync(logFolder, { recursive: true })
  // Whoever answers there already would be taken for the service.
  if (await answers(`${url}/livez`)) throw new Error(`${name}: port ${port} is in use by another service`)
  let process = spawn()
  await ready()

  function spawn(once: Readonly<Record<string, string>> = {}): SupervisedProcess {
    const log = openSync(logFile, 'a')
    try {
      return spawnSupervised(globalThis.process.execPath, [main], {
        name,
        // Compiled code is kept from one start to the next: half the CPU of a start.
        env: {
          ...inherited(),
          NODE_COMPILE_CACHE: join(cacheRoot(), 'compiled'),
          PORT: String(port),
          HOST: '127.0.0.1',
          ...imageEnvironment(service),
          ...env,
          ...once,
        },
        stdout: log,
        stderr: log,
      })
    } finally {
      closeSync(log)
    }
  }

  async function ready(): Promise<void> {
    const deadline = Date.now() + readyWithinMs
    while (process.running && Date.now() < deadline) {
      if (await answers(`${url}/readyz`)) return
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
    const what = process.running ? `is not ready after ${readyWithinMs / 1000} s` : 'has ended'
    await process.kill()
    throw new Error(`${name} ${what}; the end of ${logFile}:\n${logTail(logFile)}`)
  }

  return {
    name,
    service,
    url,
    logFile,
    get process() {
      return process
    },
    launch(once) {
      process = spawn(once)
    },
    ready,
    async restart(once) {
      process = spawn(once)
      await ready()
    },
    async stop(graceMs) {
      await process.stop(graceMs)
    },
  }
}

// Settings meant for this process, its own port for one, must not leak into the services.
function inherited(): Record<string, string> {
  const { PATH, HOME, LANG, TZ, TMPDIR } = globalThis.process.env
  return Object.fromEntries(
    Object.entries({ PATH, HOME, LANG, TZ, TMPDIR }).filter(([, value]) => value !== undefined),
  ) as Record<string, string>
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}
