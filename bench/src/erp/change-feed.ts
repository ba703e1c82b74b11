/** The orders of an ERP by when they changed last, the oldest first: each at one moment, which nobody shares. Microseconds. */
export class ChangeFeed {
  readonly #moments: number[] = []
  readonly #orders: number[] = []
  /** Where each order's last change stands. */
  readonly #last = new Map<number, number>()

  /** An order changed now, or just after the change before. */
  note(order: number, micros: number): void {
    const moment = Math.max(micros, (this.#moments.at(-1) ?? 0) + 1)
    this.#last.set(order, this.#moments.length)
    this.#moments.push(moment)
    this.#orders.push(order)
  }

  changedAt(order: number): number | undefined {
    const position = this.#last.get(order)
    return position === undefined ? undefined : this.#moments[position]
  }

  /** Orders that changed last at a moment or later, those up to `after` at that very moment left out. */
  page(since: number, after: number | undefined, limit: number): { orders: number[]; more: boolean } {
    const orders: number[] = []
    for (let position = this.#firstFrom(since); position < this.#moments.length; position++) {
      const order = this.#orders[position] ?? 0
      if (this.#last.get(order) !== position) continue
      if (this.#moments[position] === since && after !== undefined && order <= after) continue
      if (orders.length === limit) return { orders, more: true }
      orders.push(order)
    }
    return { orders, more: false }
  }

  #firstFrom(moment: number): number {
    let from = 0
    let to = this.#moments.length
    while (from < to) {
      const middle = (from + to) >> 1
      if ((this.#moments[middle] ?? 0) < moment) from = middle + 1
      else to = middle
    }
    return from
  }
}
