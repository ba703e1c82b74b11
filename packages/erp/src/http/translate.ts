import {
  ErpConflict,
  type ErpError,
  ErpOrderNotFound,
  ErpOutcomeUnknown,
  ErpRejected,
  ErpThrottled,
  ErpUnauthorised,
  ErpUnavailable,
  ErpUnreadable,
} from '../errors.ts'
import { type Answer, TransportFault } from './exchange.ts'
import { explanationOf } from './explanation.ts'
import { parseRetryAfter } from './retry-after.ts'

/** What a failed request was for decides what its failure means: a read changed nothing, a write may have. */
export type Intent = 'read-changes' | 'read-order' | 'write'

/**
 * Our error for a request that has no whole answer.
 * @param what the request, for the message
 */
export function errorOfFault(fault: TransportFault, intent: Intent, what: string): ErpError {
  const message = `${what}: ${fault.message}`
  const options = { cause: fault }
  if (fault.kind === 'too-large' && intent !== 'read-changes') return new ErpUnreadable(message, '', options)
  if (intent === 'write' && fault.sent) return new ErpOutcomeUnknown(message, options)
  return new ErpUnavailable(message, options)
}

/** Whether the answer was larger than is read: what was asked for is to be asked for in smaller pieces, or set aside. */
export function isTooLarge(error: unknown): boolean {
  const { cause } = (error ?? {}) as { readonly cause?: unknown }
  return cause instanceof TransportFault && cause.kind === 'too-large'
}

/**
 * Our error for an answer; undefined when it is none: 2xx, and 404 to a read of one order.
 * @param what the request, for the message
 * @param nowMs milliseconds since the epoch, to count a date in Retry-After from
 */
export function errorOfAnswer(
  answer: Answer,
  intent: Intent,
  what: string,
  nowMs: number,
): ErpError | undefined {
  const { status } = answer
  if (status >= 200 && status < 300) return undefined
  if (status === 404 && intent === 'read-order') return undefined
  const explanation = status < 400 ? redirection(answer) : explanationOf(answer.body)
  const message = `${what}: answered ${status}${explanation && `: ${explanation}`}`
  const wait = parseRetryAfter(answer.headers['retry-after'], nowMs)
  if (status === 429 || (status === 503 && wait !== undefined)) return new ErpThrottled(message, wait)
  if (status === 401 || status === 403) return new ErpUnauthorised(message)
  return intent === 'write' ? writeError(status, message) : new ErpUnavailable(message, { cause: { status } })
}

function writeError(status: number, message: string): ErpError {
  switch (status) {
    case 404:
    case 410:
      return new ErpOrderNotFound(message)
    case 409:
    case 412:
    case 423:
      return new ErpConflict(message)
    // By RFC 9110 and 8470 these say that the request was not taken up.
    case 408:
    case 425:
    case 503:
      return new ErpUnavailable(message)
  }
  // A 500 may have written before it failed, a gateway's 502 or 504 knows nothing, a redirection may follow a deed.
  return status >= 400 && status < 500 ? new ErpRejected(message) : new ErpOutcomeUnknown(message)
}

function redirection(answer: Answer): string {
  const { location } = answer.headers
  return typeof location === 'string'
    ? `it points to ${explanationOf(Buffer.from(location))}; redirections are not followed`
    : ''
}
