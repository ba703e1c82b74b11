import { randomUUID } from 'node:crypto'
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

/** Of two UUIDs, which come cheaper than bytes of their own; the fixed bits of a UUID keep both ids from being zero. */
function newTraceparent(): string {
  const traceId = randomUUID().replaceAll('-', '')
  const spanId = randomUUID().slice(19).replace('-', '')
  return `00-${traceId}-${spanId}-${SAMPLED}`
}
