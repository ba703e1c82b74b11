/** Orders that one supplier has not answered in time. Moments are milliseconds since the epoch. */
export interface MissingGroup {
  readonly connection: string
  readonly supplier: string
  /** The supplier's number in the ERP. */
  readonly number: string
  readonly count: number
  /** When the first of them was published. */
  readonly since: number
  /** What is agreed with it; by the orders' lead times the shortest of them. */
  readonly withinMs: number
  /** The first few, the longest waiting first. */
  readonly orders: readonly {
    readonly key: string
    readonly number: string
    readonly revision: number
    readonly sentAt: number
  }[]
}

/** A supplier's answer that an order waits for. Moments are milliseconds since the epoch. */
export interface AwaitedAnswer {
  readonly revision: number
  readonly sentAt: number
  /** From then on it counts as missing. */
  readonly dueAt: number
}
