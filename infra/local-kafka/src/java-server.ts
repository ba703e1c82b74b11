import { closeSync, fstatSync, openSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { logTail, saysPortTaken } from './broker-log.ts'
import { spawnSupervised } from './supervised-process.ts'
import type { SupervisedProcess } from './supervised-process.ts'

export interface JavaServerOptions {
  name: string
  command: string
  args: readonly string[]
  cwd: string
  /** Both streams are appended to it. */
  logFile: string
  /**
   * Asked again and again after a start until it says true; a rejection counts as false. `logged` returns what the
   * server has logged since that start.
   */
  isReady: (logged: () => Promise<string>) => Promise<boolean>
  /** Milliseconds to be ready in. @default 90_000 */
  startTimeoutMs?: number
}

/** Thrown when a server ends or stays silent at its start; the message ends with the tail of its log. */
export class ServerDidNotStart extends Error {
  override readonly name = 'ServerDidNotStart'
  /** Another process listens where this one should: other ports may do. */
  readonly portTaken: boolean

  constructor(message: string, log: string) {
    super(`${message}${log === '' ? '' : `\n${log}`}`)
    this.portTaken = saysPortTaken(log)
  }
}

/** One server process that can be ended in any way and started again with the same arguments, so on the same data. */
export class JavaServer {
  readonly #options: JavaServerOptions
  #process: SupervisedProcess | undefined

  constructor(options: JavaServerOptions) {
    this.#options = options
  }

  get running(): boolean {
    return this.#process?.running ?? false
  }

  /** @throws Error when the server is not running */
  get pid(): number {
    if (!this.#process?.running) throw new Error(`${this.#options.name} is not running`)
    return this.#process.pid
  }

  /**
   * Resolves when the server answers.
   * @throws ServerDidNotStart when it ends first or takes too long (it is killed then); Error when it runs already
   */
  async start(): Promise<void> {
    const { name, logFile, isReady, startTimeoutMs = 90_000 } = this.#options
    if (this.running) throw new Error(`${name} runs already`)
    const { process, logFrom } = this.#spawn()
    const deadline = Date.now() + startTimeoutMs
    const logged = (): Promise<string> => logTail(logFile, logFrom, Infinity)
    for (;;) {
      const ready = await isReady(logged).catch(() => false)
      if (!process.running) throw await this.#failure('ended while it started', logFrom)
      if (ready) return
      if (Date.now() > deadline) {
        await process.kill()
        throw await this.#failure(`did not answer within ${startTimeoutMs} ms`, logFrom)
      }
      await Promise.race([sleep(50), process.exited])
    }
  }

  /** Graceful: SIGTERM, and SIGKILL after 30 s. */
  async stop(): Promise<void> {
    await this.#process?.stop(30_000)
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    await this.#process?.kill()
  }

  #spawn(): { process: SupervisedProcess; logFrom: number } {
    const { name, command, args, cwd, logFile } = this.#options
    const log = openSync(logFile, 'a')
    try {
      const logFrom = fstatSync(log).size
      this.#process = spawnSupervised(command, args, { name, cwd, stdout: log, stderr: log })
      return { process: this.#process, logFrom }
    } finally {
      closeSync(log)
    }
  }

  async #failure(what: string, logFrom: number): Promise<ServerDidNotStart> {
    return new ServerDidNotStart(
      `${this.#options.name} ${what}`,
      await logTail(this.#options.logFile, logFrom),
    )
  }
}

/** Calls `attempt`, which chooses new ports each time, up to `tries` times while somebody else takes them first. */
export async function whilePortsAreTaken<T>(attempt: () => Promise<T>, tries: number): Promise<T> {
  for (let left = tries; ; left--) {
    try {
      return await attempt()
    } catch (fault) {
      if (left <= 1 || !(fault instanceof ServerDidNotStart) || !fault.portTaken) throw fault
    }
  }
}
