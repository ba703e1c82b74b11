/** The parts of a W3C traceparent. */
export interface Trace {
  readonly traceId: string
  readonly spanId: string
  readonly sampled: boolean
}

// A version after 00 may append to it; ff is none (W3C Trace Context, 3.2 and 4.3).
const TRACEPARENT =
  /^(?:00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}|(?!00|ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-[\x21-\x7e]*)?)$/

/** @returns undefined for what is none: such a trace is not gone on with */
export function parseTraceparent(text: string | undefined): Trace | undefined {
  if (text === undefined || !TRACEPARENT.test(text)) return undefined
  const [, traceId = '', spanId = '', flags = ''] = text.split('-')
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

export function traceIdOf(text: string | undefined): string | undefined {
  return parseTraceparent(text)?.traceId
}
