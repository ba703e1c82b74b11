import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** What a message is followed by through logs and systems. */
export interface Journey {
  /** W3C Trace Context: the caller's when it is valid, or a new one. */
  readonly traceparent: string
  /** The caller's X-Request-Id when it is usable, or a new one. */
  readonly correlationId: string
}

// A version after 00 may append to it; ff is none (W3C Trace Context, 3.2 and 4.3).
const TRACEPARENT =
  /^(?:00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}|(?!00|ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-[\x21-\x7e]*)?)$/
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/
const SAMPLED = '01'

/** @param eventTrace the traceparent that a CloudEvent carries itself: the header, being nearer, goes before it */
export function journeyOf(headers: IncomingHttpHeaders, eventTrace?: string): Journey {
  const requestId = headers['x-request-id']
  return {
    traceparent: valid(headers['traceparent']) ?? valid(eventTrace) ?? newTraceparent(),
    correlationId: typeof requestId === 'string' && REQUEST_ID.test(requestId) ? requestId : randomUUID(),
  }
}

function valid(traceparent: string | string[] | undefined): string | undefined {
  return typeof traceparent === 'string' && TRACEPARENT.test(traceparent) ? traceparent : undefined
}

/** Of two UUIDs, which come cheaper than bytes of their own; the fixed bits of a UUID keep both ids from being zero. */
function newTraceparent(): string {
  const traceId = randomUUID().replaceAll('-', '')
  const spanId = randomUUID().slice(19).replace('-', '')
  return `00-${traceId}-${spanId}-${SAMPLED}`
}
