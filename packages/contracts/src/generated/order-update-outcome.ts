// Generated from schemas/order-update-outcome/1.avsc by `pnpm contracts:generate`: change the schema, not this file.

import type { Instant } from '../instant.ts'

/** Why an update was refused or parked. */
export interface OutcomeReason {
  /** Stable code, documented in docs/failures.md. */
  code: string
  /** For a person to read. */
  text: string
}

/** What became of an update: the functional receipt that its sender can rely on (APERAK, CONTRL, X12 997). The message key is source:number. */
export interface OrderUpdateOutcome {
  /** The id of the update. */
  updateId: string
  /** The order's source. */
  source: string
  /** The order's number. */
  number: string
  /** Who sent the update. */
  partner: string
  /** What kind of update it was. */
  kind: 'RESPONSE' | 'STOCK_CONFIRMATION' | 'SHIPPING_NOTICE' | 'GOODS_RECEIPT' | 'STATUS_CHANGE'
  /** APPLIED: the ERP holds it since now; ALREADY_APPLIED: the ERP held it before; REFUSED: it will not be applied, see reason; PARKED: it waits in the Dead Letter Channel for a person, see reason. */
  result: 'APPLIED' | 'ALREADY_APPLIED' | 'REFUSED' | 'PARKED'
  /** The order's version in the ERP after the update. */
  orderVersion: string | null
  /** Set when refused or parked. */
  reason: OutcomeReason | null
  /** When the adapter decided it. */
  decidedAt: Instant
}
