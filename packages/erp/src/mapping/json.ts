import { isUtf8 } from 'node:buffer'

/** The value of a JSON text in UTF-8 (RFC 8259); undefined when the bytes are none. */
export function parseJson(bytes: Buffer): unknown {
  // Bytes in another encoding would become U+FFFD without a word.
  if (!isUtf8(bytes)) return undefined
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

// Not yet in TypeScript's library: ECMAScript's "JSON.parse source text access", which Node 24 has.
type RawJson = typeof JSON & { rawJSON(text: string): unknown }
type SourceReviver = (key: string, value: unknown, context: { source?: string }) => unknown

/**
 * A JSON text parsed for being written again: its numbers keep every digit they came with, where JavaScript's would
 * lose some.
 */
export function parseKeepingDigits(bytes: Buffer): unknown {
  const keep: SourceReviver = (_, value, { source }) =>
    typeof value === 'number' && source !== undefined ? (JSON as RawJson).rawJSON(source) : value
  return JSON.parse(bytes.toString('utf8'), keep as (key: string, value: unknown) => unknown)
}
