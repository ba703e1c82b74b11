// Generated from schemas/missing-answer/1.avsc by `pnpm contracts:generate`: change the schema, not this file.

import type { Instant } from '../instant.ts'

/** An answer to an order has not come within its time, or is missing no longer. The message key is source:number. */
export interface MissingAnswer {
  /** UUID that follows from order, supplier, revision and state: a repetition has the same. */
  id: string
  /** The order's source: the ERP connection. */
  source: string
  /** The order's number. */
  number: string
  /** The revision of the order that has not been answered. */
  revision: number
  /** Who is to answer: the supplier's number in the ERP, as the order says it (supplier.id). */
  supplier: string
  /** The supplier's name, as the order says it. */
  supplierName: string | null
  /** OVERDUE: it was due and had not come; once for each revision. RESOLVED: it has come since, or is awaited no longer, because the order was changed, confirmed, cancelled or closed meanwhile. */
  state: 'OVERDUE' | 'RESOLVED'
  /** When the revision was published, by Kafka's clock. */
  sentAt: Instant
  /** Until when an answer was due: sentAt and the agreed time. */
  dueAt: Instant
  /** When the adapter noticed this state. */
  noticedAt: Instant
}
