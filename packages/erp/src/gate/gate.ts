import { onAbort } from '@channel-adapter/patience'
import { ErpUnavailable } from '../errors.ts'
import { afterAnswer, afterError, type GateLimits, type GateState, isProbing, openGate } from './policy.ts'

export interface GateReport extends GateState {
  readonly circuit: 'closed' | 'open' | 'half-open'
  readonly underWay: number
  readonly waiting: number
  /** Whether an operator holds every request back. */
  readonly held: boolean
}

export interface GateOptions extends GateLimits {
  /** Called when the circuit opens and when it closes again. */
  readonly onChange?: (report: GateReport) => void
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number
  /** In [0, 1). @default Math.random */
  readonly random?: () => number
}

interface Waiter {
  readonly enter: () => void
  readonly refuse: (reason: Error) => void
}

/**
 * Stands before one ERP: lets so many requests through as it can bear, none while it is away but for one that tries,
 * and lets the others wait in the order of their arrival instead of failing.
 */
export class Gate {
  readonly #options: GateOptions
  readonly #now: () => number
  readonly #random: () => number
  readonly #waiters: Waiter[] = []
  #state: GateState
  #underWay = 0
  #timer: NodeJS.Timeout | undefined
  #closed = false
  #held = false

  constructor(options: GateOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#random = options.random ?? Math.random
    this.#state = openGate(options)
  }

  report(): GateReport {
    const circuit = !isProbing(this.#state)
      ? 'closed'
      : this.#now() < this.#state.closedUntil
        ? 'open'
        : 'half-open'
    return {
      ...this.#state,
      circuit,
      underWay: this.#underWay,
      waiting: this.#waiters.length,
      held: this.#held,
    }
  }

  /**
   * Runs a request when there is room for it.
   * @throws what the request throws, the signal's reason when it is aborted while waiting, and
   * {@link ErpUnavailable} once the gate is closed
   */
  async pass<T>(request: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#enter(signal)
    try {
      const answer = await request()
      this.#change(afterAnswer(this.#state, this.#options))
      return answer
    } catch (error) {
      // An abort is our own doing and says nothing of the ERP.
      if (!signal.aborted)
        this.#change(afterError(this.#state, error, this.#options, this.#now(), this.#random()))
      throw error
    } finally {
      this.#underWay--
      this.#admit()
    }
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Lets nobody through any more; requests under way go on. For an orderly end, which must not wait for a dead ERP. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    for (const { refuse } of this.#waiters.splice(0)) refuse(closedGate())
  }

  /** Lets nobody through until it is released, not even one that tries; requests under way go on, the others wait. */
  hold(): void {
    this.#held = true
  }

  release(): void {
    this.#held = false
    this.#admit()
  }

  #enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.#closed) return Promise.reject(closedGate())
    if (this.#waiters.length === 0 && this.#isOpen() && this.#underWay < this.#room()) {
      this.#underWay++
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const waiter = {
        enter: () => {
          stay()
          this.#underWay++
          resolve()
        },
        refuse: (reason: Error) => {
          stay()
          reject(reason)
        },
      }
      const stay = onAbort(signal, () => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1)
        reject(signal.reason as Error)
      })
      this.#waiters.push(waiter)
      this.#admit()
    })
  }

  #admit(): void {
    if (this.#held) return
    const wait = this.#state.closedUntil - this.#now()
    if (wait > 0) {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => this.#admit(), wait)
      return
    }
    const room = this.#room()
    while (this.#underWay < room) {
      const next = this.#waiters.shift()
      if (!next) return
      next.enter()
    }
  }

  #isOpen(): boolean {
    return !this.#held && this.#state.closedUntil <= this.#now()
  }

  #room(): number {
    return isProbing(this.#state) ? 1 : Math.floor(this.#state.limit)
  }

  #change(next: GateState): void {
    const changed = isProbing(next) !== isProbing(this.#state)
    this.#state = next
    if (changed) this.#options.onChange?.(this.report())
  }
}

function closedGate(): ErpUnavailable {
  return new ErpUnavailable('no more requests to the ERP: the process is stopping')
}
