import type { Answered } from './decide.ts'

const NOTHING: Answered = { revision: 0, shipped: false }

/**
 * Remembers what was answered until the ERP's snapshots show it. Bounded: the orders that were longest untouched are
 * forgotten, and answered again if need be, with the same id, which takes effect once.
 */
export class AnsweredOrders {
  readonly #limit: number
  readonly #orders = new Map<string, Answered>()

  constructor(limit = 100_000) {
    this.#limit = limit
  }

  get(key: string): Answered {
    return this.#orders.get(key) ?? NOTHING
  }

  remember(key: string, answered: Partial<Answered>): void {
    const now = { ...this.get(key), ...answered }
    this.#orders.delete(key)
    this.#orders.set(key, now)
    if (this.#orders.size <= this.#limit) return
    const [oldest] = this.#orders.keys()
    if (oldest !== undefined) this.#orders.delete(oldest)
  }
}
