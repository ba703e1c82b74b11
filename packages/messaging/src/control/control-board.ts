import { pause } from '@channel-adapter/patience'
import type { ControlRecord } from './control-record.ts'

/** Why a connection rests. */
export type Paused = Pick<ControlRecord, 'by' | 'reason'> & {
  /** RFC 3339. */
  readonly since: string
}

/** What operators want of each connection, as far as it has been read. */
export class ControlBoard {
  readonly #wanted = new Map<string, ControlRecord>()
  readonly #pollDue = new Set<string>()
  readonly #listeners = new Set<(connection: string) => void>()

  note(record: ControlRecord): void {
    const { action, connection } = record
    if (action === 'poll') this.#pollDue.add(connection)
    else this.#wanted.set(connection, record)
    for (const listener of this.#listeners) listener(connection)
  }

  /** Requests to poll are for whoever is there when they come: at a start everything is read anyway. */
  forgetPolls(): void {
    this.#pollDue.clear()
  }

  /** The last word on a connection, a pause or a resumption; undefined when nobody ever said one. */
  wanted(connection: string): ControlRecord | undefined {
    return this.#wanted.get(connection)
  }

  /** @returns undefined while the connection may run */
  paused(connection: string): Paused | undefined {
    const wanted = this.#wanted.get(connection)
    if (wanted?.action !== 'pause') return undefined
    const { by, reason, at } = wanted
    return { by, reason, since: at }
  }

  /** @returns how to stop listening */
  onChange(listener: (connection: string) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Resolves when the connection is not paused, at once as a rule, or when the signal is aborted. */
  async running(connection: string, signal: AbortSignal): Promise<void> {
    while (this.paused(connection) && !signal.aborted) {
      await this.#changed(connection, signal, (woken) => pause(MAX_TIMER_MS, woken))
    }
  }

  /** The wait between two polls: over after so many milliseconds, or when somebody asks to poll or to pause. */
  async rest(connection: string, milliseconds: number, signal: AbortSignal): Promise<void> {
    // Asked for while we read: what we read may have been older than the request.
    if (!this.#pollDue.delete(connection)) {
      await this.#changed(connection, signal, (woken) => pause(milliseconds, woken))
      this.#pollDue.delete(connection)
    }
  }

  async #changed(
    connection: string,
    signal: AbortSignal,
    wait: (woken: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const woken = new AbortController()
    const wake = () => woken.abort()
    const deaf = this.onChange((changed) => {
      if (changed === connection) wake()
    })
    signal.addEventListener('abort', wake, { once: true })
    if (signal.aborted) wake()
    try {
      await wait(woken.signal)
    } finally {
      signal.removeEventListener('abort', wake)
      deaf()
    }
  }
}

// What a timer can hold: about 25 days, and then it looks again.
const MAX_TIMER_MS = 2 ** 31 - 1
