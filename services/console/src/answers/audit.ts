import type { AuditRecord } from '@channel-adapter/contracts'

/** What people search the audit trail by; what is not given means all. */
export interface AuditSearch {
  /** A part of a name, a connection, an order, a plan or a reason. */
  readonly text?: string | undefined
  readonly decision?: AuditRecord['decision'] | undefined
  /** How many to show, the newest. Default 50. */
  readonly most?: number | undefined
}

/** One thing that somebody wanted to change. */
export interface AuditView extends Omit<AuditRecord, 'at' | 'before' | 'after'> {
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Undefined where there is nothing to compare. */
  readonly before: unknown
  readonly after: unknown
}

export interface AuditPage {
  /** The newest first. */
  readonly records: readonly AuditView[]
  /** How many there are that match; more than are shown, perhaps. */
  readonly matching: number
  /** Whether the topic holds older ones than the console remembers. */
  readonly forgotten: boolean
}
