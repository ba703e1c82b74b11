import { setTimeout as sleep } from 'node:timers/promises'
import type { Service } from '@channel-adapter/local-deployment'
import type { Exit } from '@channel-adapter/local-kafka'

export type Environment = Readonly<Record<string, string>>

/** How a process ended, and who had a hand in it. */
export interface Ending extends Exit {
  readonly service: string
  /** What we did to it; undefined when it ended by itself. */
  readonly by: 'kill' | 'stop' | undefined
  /** What this run of it had over its usual environment. */
  readonly env: Environment
}

const RESTART_AFTER_MS = 200
/** An orderly end is given so long, less than the services' own grace: faults are to follow each other. */
const STOP_WITHIN_MS = 8000

/** Starts a service again whenever its process ends, as an orchestrator does, and says how each ended. */
export class KeptService {
  readonly service: Service
  readonly #onEnd: (ending: Ending) => void
  #env: Environment = {}
  #next: { env: Environment; afterMs: number } = { env: {}, afterMs: RESTART_AFTER_MS }
  #by: Ending['by']
  #released = false
  /** Strikes on one process come one after the other. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(service: Service, onEnd: (ending: Ending) => void) {
    this.service = service
    this.#onEnd = onEnd
    void this.#keep()
  }

  get name(): string {
    return this.service.name
  }

  get running(): boolean {
    return this.service.process.running
  }

  /** What the present run has over its usual environment. */
  get env(): Environment {
    return this.#env
  }

  /** Runs something that needs the process for itself. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => {})
    return turn
  }

  /** kill -9; it starts again after so many milliseconds. @returns whether there was a process to kill */
  async kill(downMs = RESTART_AFTER_MS, env: Environment = {}): Promise<boolean> {
    return this.#end('kill', { env, afterMs: downMs })
  }

  /** SIGTERM; it starts again with these variables, after so many milliseconds. */
  async restart(env: Environment = {}, afterMs = 0): Promise<boolean> {
    return this.#end('stop', { env, afterMs })
  }

  /** SIGSTOP for so many milliseconds. */
  async freeze(milliseconds: number, signal: AbortSignal): Promise<void> {
    const { process: frozen } = this.service
    if (!frozen.running) return
    process.kill(frozen.pid, 'SIGSTOP')
    await sleep(milliseconds, undefined, { signal }).catch(() => {})
    if (frozen.running) process.kill(frozen.pid, 'SIGCONT')
  }

  /** From now on it is not started again. */
  release(): void {
    this.#released = true
  }

  async #end(by: 'kill' | 'stop', next: { env: Environment; afterMs: number }): Promise<boolean> {
    const { process: running } = this.service
    if (!running.running) return false
    this.#by = by
    this.#next = next
    await (by === 'kill' ? running.kill() : running.stop(STOP_WITHIN_MS))
    return true
  }

  async #keep(): Promise<void> {
    while (!this.#released) {
      const exit = await this.service.process.exited
      if (this.#released) return
      this.#onEnd({ ...exit, service: this.name, by: this.#by, env: this.#env })
      const { env, afterMs } = this.#next
      this.#by = undefined
      this.#next = { env: {}, afterMs: RESTART_AFTER_MS }
      await sleep(afterMs)
      if (this.#released) return
      this.#env = env
      this.service.launch(env)
    }
  }
}
