/**
 * Transactions that take their time, as those of a real database do: what they write is stamped when they begin and
 * seen when they are committed.
 */
export class SlowTransactions {
  readonly #open = new Set<NodeJS.Timeout>()

  get open(): number {
    return this.#open.size
  }

  /** @param afterMs milliseconds until the commit */
  commitLater(commit: () => void, afterMs: number): void {
    const timer = setTimeout(() => {
      this.#open.delete(timer)
      commit()
    }, afterMs)
    this.#open.add(timer)
  }

  /** Ends those that are open; what they would have written never was. */
  rollBack(): void {
    for (const timer of this.#open) clearTimeout(timer)
    this.#open.clear()
  }
}
