const SECONDS = /^\d{1,10}$/
/** The three forms that a recipient must read (RFC 9110, 5.6.7): IMF-fixdate, RFC 850, asctime. */
const HTTP_DATES = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
]
/** No ERP means a longer wait; one that says so is mistaken, and must not silence its connection for good. */
const LONGEST_MS = 24 * 60 * 60 * 1000

/**
 * The wait that a Retry-After header asks for (RFC 9110, 10.2.3): seconds or an HTTP date.
 * @param nowMs milliseconds since the epoch
 * @returns milliseconds, 0 for a date gone by, at most a day; undefined when there is no header or it is none of its forms
 */
export function parseRetryAfter(header: string | string[] | undefined, nowMs: number): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim()
  if (text === undefined) return undefined
  if (SECONDS.test(text)) return Math.min(Number(text) * 1000, LONGEST_MS)
  if (!HTTP_DATES.some((form) => form.test(text))) return undefined
  const at = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at - nowMs, 0), LONGEST_MS)
}
