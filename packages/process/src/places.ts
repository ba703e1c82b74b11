/** What became of a connection that came when every place was taken. */
export interface Displacement<Connection> {
  /** Which connection goes; the one that came, where all others are at work. */
  readonly gone: Connection
  readonly state: ConnectionState
}

/**
 * `unfinished`: not one request has come whole; `idle`: it has been served, and does not finish the next; `new`: it
 * came while all others were at work.
 */
export type ConnectionState = 'unfinished' | 'idle' | 'new'

/**
 * Who holds the places of a server, and who goes when somebody comes and there is none: never one that waits for us.
 * Of those for whom we wait, the one that has waited longest: of those that were never served while they hold more than
 * half of the places, or else of the others, so that neither many strangers nor many that are silent hold all.
 */
export class Places<Connection> {
  readonly #most: number
  readonly #isAtWork: (connection: Connection) => boolean
  // Each in the order in which they began to wait. Who is found at work is taken out, until it has been answered.
  readonly #strangers = new Set<Connection>()
  readonly #served = new Set<Connection>()
  readonly #open = new Set<Connection>()

  /** @param isAtWork whether a request of it has come whole and is not answered yet */
  constructor(most: number, isAtWork: (connection: Connection) => boolean) {
    this.#most = most
    this.#isAtWork = isAtWork
  }

  /** @returns who has lost its place; undefined while there is one for everybody */
  enter(connection: Connection): Displacement<Connection> | undefined {
    const displacement = this.#open.size < this.#most ? undefined : this.#displace(connection)
    if (displacement) this.leave(displacement.gone)
    if (displacement?.gone === connection) return displacement
    this.#open.add(connection)
    this.#strangers.add(connection)
    return displacement
  }

  /** A request of it came whole and was answered: from now on we wait for its next. */
  served(connection: Connection): void {
    if (!this.#open.has(connection)) return
    this.#strangers.delete(connection)
    this.#served.delete(connection)
    this.#served.add(connection)
  }

  leave(connection: Connection): void {
    this.#open.delete(connection)
    this.#strangers.delete(connection)
    this.#served.delete(connection)
  }

  #displace(newcomer: Connection): Displacement<Connection> {
    const strangersFirst = this.#strangers.size > this.#most / 2
    const [first, second] = strangersFirst ? STRANGERS_FIRST : SERVED_FIRST
    return this.#longest(first) ?? this.#longest(second) ?? { gone: newcomer, state: 'new' }
  }

  #longest(state: 'unfinished' | 'idle'): Displacement<Connection> | undefined {
    const waiting = state === 'idle' ? this.#served : this.#strangers
    for (const connection of waiting) {
      if (!this.#isAtWork(connection)) return { gone: connection, state }
      waiting.delete(connection)
    }
    return undefined
  }
}

const STRANGERS_FIRST = ['unfinished', 'idle'] as const
const SERVED_FIRST = ['idle', 'unfinished'] as const
