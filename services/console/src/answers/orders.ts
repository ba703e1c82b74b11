import type { AwaitedAnswer } from './missing.ts'
import type { Timeline } from '@channel-adapter/timeline/happening'

/** How an order stands with us, beyond its status in the ERP. */
export type OrderState = 'waiting' | 'parked' | 'unanswered'

/** What people search orders by; what is not given means all. */
export interface OrderSearch {
  /** The beginning of a number, a whole key, or a part of a supplier's name. */
  readonly text?: string | undefined
  readonly status?: string | undefined
  readonly state?: OrderState | undefined
  /** Days; by the order's own date. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** The page behind this one. */
  readonly after?: string | undefined
}

export interface FoundOrder {
  readonly key: string
  readonly source: string
  readonly number: string
  readonly supplier: string | null
  readonly status: string | null
  readonly revision: number
  readonly orderDate: string | null
  readonly total: string | null
  readonly currency: string | null
  readonly response: string | null
  readonly stock: string | null
  /** Updates without an outcome. */
  readonly waiting: number
  /** Milliseconds since the epoch: the newest message about it. */
  readonly touchedAt: number
}

export interface FoundOrders {
  readonly orders: readonly FoundOrder[]
  /** To be asked for as `after`; undefined on the last page. */
  readonly next: string | undefined
}

/** One order, all that is known of it. Moments are milliseconds since the epoch. */
export interface OrderPage extends Timeline {
  readonly found: FoundOrder
  /** Whether a message of it is parked now. */
  readonly parked: boolean
  /** Undefined when no answer of its supplier is waited for. */
  readonly awaited: AwaitedAnswer | undefined
  /** Milliseconds since the epoch, by the clock that all moments here are measured by. */
  readonly now: number
  /** Where a trace can be looked at, with {traceId} in it; undefined when nobody said. */
  readonly traceUrl: string | undefined
}

/** A message as people read it, and as it lies in Kafka. */
export interface MessagePage {
  readonly topic: string
  readonly partition: number
  readonly offset: string
  readonly key: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly headers: Readonly<Record<string, string>>
  /** Undefined when the bytes are no message of the topic's contract; then why. */
  readonly value: unknown
  readonly fault: string | undefined
  readonly base64: string
}
