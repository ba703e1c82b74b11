import { randomFillSync, randomUUID } from 'node:crypto'
import { currentTraceparent, parseTraceparent } from '@channel-adapter/telemetry'
import type { IncomingHttpHeaders } from 'node:http'

/** What a message is followed by through logs and systems. */
export interface Journey {
  /** W3C Trace Context: of the span that is active here, if there is one; else the caller's when it is valid, or a new one. */
  readonly traceparent: string
  /** The caller's X-Request-Id when it is usable, or a new one. */
  readonly correlationId: string
}

const REQUEST_ID = /^[\x21-\x7e]{1,128}$/
const SAMPLED = '01'

/** @param eventTrace the traceparent that a CloudEvent carries itself */
export function journeyOf(headers: IncomingHttpHeaders, eventTrace?: string): Journey {
  const requestId = headers['x-request-id']
  return {
    traceparent: currentTraceparent() ?? callersTrace(headers, eventTrace) ?? newTraceparent(),
    correlationId: typeof requestId === 'string' && REQUEST_ID.test(requestId) ? requestId : randomUUID(),
  }
}

/** The trace that the caller asks to be gone on with: the header, being nearer, goes before the event's own. */
export function callersTrace(headers: IncomingHttpHeaders, eventTrace?: string): string | undefined {
  return [headers['traceparent'], eventTrace].find(
    (text): text is string => typeof text === 'string' && parseTraceparent(text) !== undefined,
  )
}

const TRACE_DIGITS = 31
const SPAN_DIGITS = 15
// Many at a time: a call for random bytes costs more than the bytes.
const random = Buffer.allocUnsafeSlow(((TRACE_DIGITS + SPAN_DIGITS) / 2) * 256)
let digits = ''
let used = 0

function newTraceparent(): string {
  if (used === digits.length) {
    digits = randomFillSync(random).toString('hex')
    used = 0
  }
  const traceId = digits.slice(used, (used += TRACE_DIGITS))
  const spanId = digits.slice(used, (used += SPAN_DIGITS))
  // A digit that is fixed keeps both ids from being zero.
  return `00-4${traceId}-8${spanId}-${SAMPLED}`
}
