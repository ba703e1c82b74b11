/** Stable codes of what an ERP can answer; docs/failures.md has a heading for each. */
export type ErpErrorCode =
  | 'erp-unavailable'
  | 'erp-throttled'
  | 'erp-unauthorised'
  | 'erp-conflict'
  | 'erp-rejected'
  | 'erp-order-not-found'
  | 'erp-outcome-unknown'
  | 'erp-unreadable'

/** What a driver throws. */
export abstract class ErpError extends Error {
  abstract readonly code: ErpErrorCode
}

/** Thrown when the ERP does not answer, refuses connections or answers 5xx to a read, or before a write took effect. Worth retrying. */
export class ErpUnavailable extends ErpError {
  override readonly name = 'ErpUnavailable'
  readonly code = 'erp-unavailable'
}

/** Thrown when the ERP asks to slow down (429, or 503 with Retry-After). Worth retrying after the wait. */
export class ErpThrottled extends ErpError {
  override readonly name = 'ErpThrottled'
  readonly code = 'erp-throttled'
  /** Milliseconds to wait; undefined when the ERP did not say. */
  readonly retryAfterMs: number | undefined

  constructor(message: string, retryAfterMs: number | undefined, options?: ErrorOptions) {
    super(message, options)
    this.retryAfterMs = retryAfterMs
  }
}

/** Thrown when the ERP refuses our credential even after it was renewed: a configuration fault, nobody's dead letter. */
export class ErpUnauthorised extends ErpError {
  override readonly name = 'ErpUnauthorised'
  readonly code = 'erp-unauthorised'
}

/** Thrown when the order is at another version than the write was conditional on, or is locked by somebody. */
export class ErpConflict extends ErpError {
  override readonly name = 'ErpConflict'
  readonly code = 'erp-conflict'
}

/** Thrown when the ERP says that the update makes no sense for this order. Retrying cannot help. */
export class ErpRejected extends ErpError {
  override readonly name = 'ErpRejected'
  readonly code = 'erp-rejected'
}

/** Thrown when a write names an order that the ERP does not have. */
export class ErpOrderNotFound extends ErpError {
  override readonly name = 'ErpOrderNotFound'
  readonly code = 'erp-order-not-found'
}

/** Thrown when a write's answer never came (timeout, connection cut, a gateway's 502 or 504): it may have taken effect. */
export class ErpOutcomeUnknown extends ErpError {
  override readonly name = 'ErpOutcomeUnknown'
  readonly code = 'erp-outcome-unknown'
}

/**
 * Thrown when the ERP answers about one order with something that the driver cannot map: retrying cannot help, the
 * ERP's document or the driver must be mended. After a write it means that the ERP took the write.
 */
export class ErpUnreadable extends ErpError {
  override readonly name = 'ErpUnreadable'
  readonly code = 'erp-unreadable'
  /** JSON Pointer into the ERP's document; empty for the document itself. */
  readonly path: string

  constructor(message: string, path: string, options?: ErrorOptions) {
    super(message, options)
    this.path = path
  }
}
