import type { Order, OrderUpdate } from '@channel-adapter/contracts'

/**
 * What a kind of ERP can give. The guarantee that follows is docs/guarantees.md; the contract suite tests exactly
 * what is declared and asserts "unsupported" for the rest.
 */
export interface Capabilities {
  /**
   * How changed orders are found: `keyset` on (changed-at, id) finds each once however many share a moment;
   * `sequence`, a number that grows with every change, does too, but cannot be asked for what became visible late;
   * `timestamp` re-reads those that share the last moment; `none` is a full scan.
   */
  readonly changes: 'keyset' | 'sequence' | 'timestamp' | 'none'
  /**
   * What a write can be made conditional on, so that it never lands on an order that changed meanwhile: `etag` is any
   * version that is another after every change.
   */
  readonly versionCondition: 'etag' | 'timestamp' | 'none'
  /** Whether the ERP shows of each update that it holds it, by its id or by what it says: a redelivered one is recognised. */
  readonly updateId: boolean
  /** Whether the ERP calls us when an order changes. */
  readonly webhook: boolean
}

/** How far changes have been read. Only the driver that made it knows what is in it; it survives as JSON in the cursor topic. */
export type Position = { readonly [field: string]: string }

/** Some changed orders, in the ERP's order of change. */
export interface ChangePage {
  readonly orders: readonly Order[]
  /** Orders that the ERP delivered and the driver could not map: they go to the Invalid Message Channel, the rest flows. */
  readonly unreadable: readonly UnreadableOrder[]
  /** Where the next page begins: after the last order here, or where this page began when it is empty. */
  readonly next: Position | undefined
  /** Whether more changes were there already when this page was read. */
  readonly more: boolean
}

export interface ReadingOptions {
  /** The most orders of a page. */
  readonly limit: number
  readonly signal: AbortSignal
  /**
   * Told at most once, as early as it is known, that more follow and where: whoever reads ahead asks for them while
   * this page is still on its way or being mapped. What counts is what the page says.
   */
  readonly onNext?: (next: Position) => void
  /**
   * Told that the answer has come, of so many bytes, before much work is put into it. Resolves when the page is wanted,
   * or given up: until then it is best kept as it came, which takes least room and leaves the
   * processor to what is wanted first.
   */
  readonly onArrived?: (bytes: number) => Promise<void>
}

export interface UnreadableOrder {
  /** The order's number, or what came closest to one. */
  readonly number: string
  /** JSON Pointer into the ERP's document. */
  readonly path: string
  readonly reason: string
  /** The ERP's document as it came. */
  readonly raw: string
}

/** An order as the ERP holds it now, with the ids of the updates that it holds. */
export interface ErpOrder {
  readonly order: Order
  /**
   * Empty where the ERP has no place for update ids. Where it shows an update by what that says, the one at most that
   * the order was read about.
   */
  readonly appliedUpdates: ReadonlySet<string>
}

/**
 * One configured ERP. Every method may throw the errors of errors.ts and no other: a driver translates what its ERP
 * says. No method retries by itself: the caller knows how long to wait and for whom.
 */
export interface ErpConnection {
  /** The connection's name: the `source` of its orders. */
  readonly id: string
  readonly kind: string
  readonly capabilities: Capabilities

  /**
   * Orders changed after a position, oldest change first; from the beginning without one.
   * @throws {ErpUnavailable} {ErpThrottled} {ErpUnauthorised}
   */
  readChanges(after: Position | undefined, options: ReadingOptions): Promise<ChangePage>

  /** The position that lies so many milliseconds before another, for the overlap window. Pure. */
  rewind(position: Position, milliseconds: number): Position

  /**
   * The order as it is now; undefined when the ERP has none of that number.
   * @param about the update of which it must be told whether the ERP holds it
   * @throws {ErpUnreadable} when the ERP's document cannot be mapped: retrying cannot help
   * @throws {ErpUnavailable} {ErpThrottled} {ErpUnauthorised}
   */
  readOrder(number: string, signal: AbortSignal, about?: OrderUpdate): Promise<ErpOrder | undefined>

  /**
   * Writes one update, together with its id, on the condition that the order is still at `version`.
   * @returns the order after the write
   * @throws {ErpConflict} when it is at another version: nothing was written, read again and decide again
   * @throws {ErpRejected} when the ERP says that the update makes no sense: nothing was written
   * @throws {ErpOrderNotFound} when the ERP has no such order
   * @throws {ErpOutcomeUnknown} when no answer came: it may have been written, read back before trying again
   * @throws {ErpUnreadable} when it was written and the ERP's answer cannot be mapped: retrying cannot help
   * @throws {ErpUnavailable} {ErpThrottled} {ErpUnauthorised} when nothing was written
   */
  applyUpdate(update: OrderUpdate, version: string, signal: AbortSignal): Promise<ErpOrder>

  /** Closes idle connections. */
  close(): Promise<void>
}
