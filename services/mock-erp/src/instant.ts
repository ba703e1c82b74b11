const NOTATION = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/

/** The RFC 3339 text as this ERP writes it, in UTC with six fraction digits (the rest cut off): such texts sort by time. */
export function canonicalInstant(text: string): string | undefined {
  const match = NOTATION.exec(text)
  if (!match) return undefined
  const [, seconds, fraction = '', zone] = match
  const time = Date.parse(`${seconds}${zone}`)
  if (Number.isNaN(time)) return undefined
  return `${new Date(time).toISOString().slice(0, 19)}.${fraction.slice(0, 6).padEnd(6, '0')}Z`
}

/**
 * The moment of the next change: now, or a microsecond after the last one when the clock stands still or went back, so
 * that a change never gets a place before one that a reader has already passed.
 * @param last the moment of the last change as {@link canonicalInstant} writes it; undefined when there is none
 * @param nowMs milliseconds since 1970
 */
export function nextInstant(last: string | undefined, nowMs: number): string {
  const now = `${new Date(nowMs).toISOString().slice(0, -1)}000Z`
  if (last === undefined || now > last) return now
  const micros = Date.parse(`${last.slice(0, 23)}Z`) * 1000 + Number(last.slice(23, 26)) + 1
  const millis = new Date(Math.floor(micros / 1000)).toISOString().slice(0, -1)
  return `${millis}${String(micros % 1000).padStart(3, '0')}Z`
}
