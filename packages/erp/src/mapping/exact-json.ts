import { isUtf8 } from 'node:buffer'

// Digits beyond which an exponent is left as it is written: no contract holds such a number anyway.
const MAX_EXPONENT = 40
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

// Not yet in TypeScript's library: ECMAScript's "JSON.parse source text access", which Node 24 has.
type SourceReviver = (key: string, value: unknown, context: { source?: string }) => unknown

/**
 * The value of a JSON text in UTF-8, no digit of which has been through a float: a whole number that JavaScript holds
 * exactly is a number, every other number is its exact decimal text ("0.1", "12345678901234.5678").
 * @returns undefined when the bytes are no JSON
 */
export function parseExactJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) return undefined
  const exact: SourceReviver = (_, value, { source }) =>
    typeof value === 'number' && source !== undefined ? exactNumber(source) : value
  try {
    return JSON.parse(bytes.toString('utf8'), exact as (key: string, value: unknown) => unknown)
  } catch {
    return undefined
  }
}

/** A JSON number: a number where it is whole and held exactly, else its plain decimal text. */
export function exactNumber(source: string): number | string {
  const text = plainDecimal(source)
  const value = Number(text)
  return Number.isSafeInteger(value) && !/\.\d*[1-9]/.test(text) ? value : text
}

/** The same number without an exponent; as it is when it is none, or its exponent is absurd. */
function plainDecimal(source: string): string {
  const match = NUMBER.exec(source)
  if (!match || match[4] === undefined) return source
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const shift = Number(exponent)
  if (Math.abs(shift) > MAX_EXPONENT) return source
  const digits = whole + fraction
  const point = whole.length + shift
  const padded = point <= 0 ? `${'0'.repeat(1 - point)}${digits}` : digits.padEnd(point, '0')
  const at = Math.max(point, 1)
  const shortened = padded.slice(0, at).replace(/^0+(?=\d)/, '')
  return `${sign}${shortened}${padded.length > at ? `.${padded.slice(at)}` : ''}`
}
