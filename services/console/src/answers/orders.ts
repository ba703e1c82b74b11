import type { Order, OrderUpdateOutcome } from '@channel-adapter/contracts'

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

/** What one document says otherwise than another. */
export interface Difference {
  /** Where: members, and elements of lists by their name, as `lines[2].quantity`. */
  readonly place: string
  /** Undefined where there was nothing. */
  readonly before: unknown
  readonly after: unknown
}

/** One thing that happened to an order. Moments are milliseconds since the epoch. */
export type Happening = { readonly at: number; readonly message: number } & (
  | {
      readonly kind: 'published'
      readonly version: string
      readonly revision: number
      readonly status: string
      /** When the ERP changed it, by its own clock. */
      readonly changedAt: number
      /** Against the snapshot before, without what every version has anew; undefined for the first. */
      readonly differences: readonly Difference[] | undefined
    }
  | {
      readonly kind: 'update'
      readonly partner: string
      readonly update: OrderUpdateOutcome['kind']
      /** Its own code: AP, PARTIAL, CANCELLED. */
      readonly code: string | undefined
      readonly reason: string | null
      readonly revision: number
      /** Milliseconds since the revision that it answers was published; undefined when that is not known. */
      readonly tookMs: number | undefined
      /** Whether it has no outcome yet. */
      readonly waiting: boolean
    }
  | {
      readonly kind: 'outcome'
      readonly partner: string
      readonly update: OrderUpdateOutcome['kind']
      readonly result: OrderUpdateOutcome['result']
      readonly orderVersion: string | null
      readonly reason: OrderUpdateOutcome['reason']
      readonly tookMs: number | undefined
    }
  | {
      readonly kind: 'parked' | 'invalid'
      readonly code: string
      readonly text: string
      readonly attempts: number
    }
  | { readonly kind: 'unreadable'; readonly text: string }
)

export interface OrderStory {
  /** As it was published last. */
  readonly order: Order | undefined
  /** From the first to the last. */
  readonly happenings: readonly Happening[]
  /** W3C trace ids of what happened. */
  readonly traces: readonly string[]
}

/** One order, all that is known of it. */
export interface OrderPage extends OrderStory {
  readonly found: FoundOrder
  /** Whether a message of it is parked now. */
  readonly parked: boolean
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
