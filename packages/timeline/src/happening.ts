import type { Order, OrderUpdateOutcome } from '@channel-adapter/contracts'
import type { Difference } from './differences.ts'

interface Common {
  /** When the topic had it, milliseconds since the epoch. */
  readonly at: number
  /** Which of the messages given says so; undefined where no message of the order does. */
  readonly message: number | undefined
  /** W3C trace id, if it was traced. */
  readonly traceId: string | undefined
}

/** One thing that happened to an order. */
export type Happening = Common &
  (
    | {
        readonly kind: 'published'
        readonly version: string
        readonly revision: number
        readonly status: string
        /** When the ERP changed it, by its own clock; RFC 3339. */
        readonly changedAt: string
        /** Against the snapshot before, without what every version has anew; undefined for the first. */
        readonly differences: readonly Difference[] | undefined
      }
    | {
        readonly kind: 'update'
        readonly updateId: string
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
        readonly updateId: string
        readonly partner: string
        readonly update: OrderUpdateOutcome['kind']
        readonly result: OrderUpdateOutcome['result']
        readonly orderVersion: string | null
        readonly reason: OrderUpdateOutcome['reason']
        /** Milliseconds since the update was sent; undefined when that is not known. */
        readonly tookMs: number | undefined
      }
    | {
        readonly kind: 'parked' | 'invalid'
        readonly code: string
        readonly text: string
        readonly attempts: number
      }
    | {
        readonly kind: 'replay'
        /** What an operator asked for (a correction is a replay of another value), or what became of it. */
        readonly action: 'replay' | 'correct' | 'discard' | 'cancel' | 'replayed' | 'discarded' | 'failed'
        /** Who asked; undefined of a result. */
        readonly by: string | undefined
        /** In the operator's words, or why it failed. */
        readonly reason: string | undefined
      }
    | { readonly kind: 'unreadable'; readonly text: string }
  )

export interface Timeline {
  /** As it was published last. */
  readonly order: Order | undefined
  /** From the first to the last. */
  readonly happenings: readonly Happening[]
}
