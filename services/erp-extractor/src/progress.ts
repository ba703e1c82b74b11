import type { Instant } from '@channel-adapter/contracts'

/** What an operator must be able to ask about one connection. */
export interface ConnectionState {
  readonly connection: string
  /** Since when it is being read: our term, or the end of a pause. Milliseconds since the epoch; undefined before the first. */
  readonly readSince: number | undefined
  /** Milliseconds since the epoch; undefined before the first. */
  readonly lastPolledAt: number | undefined
  readonly headChangedAt: Instant | undefined
  /** Orders published since the process started. */
  readonly published: number
  /** Attempts to read it that failed since the process started. */
  readonly failures: number
  /** The fault since the last successful poll. */
  readonly fault: string | undefined
}

/** Keeps the state of one connection's extraction. */
export class ConnectionProgress {
  #state: ConnectionState

  constructor(connection: string) {
    this.#state = {
      connection,
      readSince: undefined,
      lastPolledAt: undefined,
      headChangedAt: undefined,
      published: 0,
      failures: 0,
      fault: undefined,
    }
  }

  get state(): ConnectionState {
    return this.#state
  }

  begun(at: number): void {
    this.#state = { ...this.#state, readSince: at }
  }

  polled(at: number, published: number, headChangedAt: Instant | undefined): void {
    this.#state = {
      ...this.#state,
      lastPolledAt: at,
      headChangedAt,
      published: this.#state.published + published,
      fault: undefined,
    }
  }

  failed(at: number, error: Error): void {
    const { failures } = this.#state
    this.#state = {
      ...this.#state,
      failures: failures + 1,
      fault: `${new Date(at).toISOString()} ${error.message}`,
    }
  }
}
