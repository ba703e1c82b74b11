import { remembering } from './remembering.ts'

/** A moment in UTC as RFC 3339 text with microseconds: "2026-11-24T20:00:00.123456Z". A Date would lose digits that ERPs compare by. */
export type Instant = string

/** A calendar day: "2026-11-24". */
export type DateOnly = string

const RFC3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/
const CANONICAL = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/
const DAY = /^\d{4}-\d\d-\d\d$/
const MILLIS_PER_DAY = 86_400_000
const MIDNIGHT = 'T00:00:00.000Z'

/** Microseconds since the epoch; undefined when the text is no RFC 3339 timestamp or names a finer moment than a microsecond. */
export const toMicros: (text: Instant) => number | undefined = remembering((text) => {
  if (CANONICAL.test(text)) {
    const days = toDays(text.slice(0, 10))
    if (days === undefined) return undefined
    const seconds =
      Number(text.slice(11, 13)) * 3600 + Number(text.slice(14, 16)) * 60 + Number(text.slice(17, 19))
    return (days * MILLIS_PER_DAY + seconds * 1000) * 1000 + Number(text.slice(20, 26))
  }
  const match = RFC3339.exec(text)
  if (!match) return undefined
  const [, day = '', time = '', fraction = '', zone = ''] = match
  const digits = fraction.padEnd(9, '0')
  if (digits.slice(6) !== '000' || toDays(day) === undefined) return undefined
  const millis = Date.parse(`${day}T${time}${zone.toUpperCase()}`)
  return Number.isNaN(millis) ? undefined : millis * 1000 + Number(digits.slice(0, 6))
  // Moments do not come again, but each is converted when its contract is checked and again when it is written.
}, 256)

const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'))
const THREE_DIGITS = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'))

/**
 * The text of a moment given in whole microseconds since the epoch. Put together from parts: Date's own text takes
 * several times as long, and a message has some such moments.
 * @throws {RangeError} beyond what a Date can hold
 */
export function fromMicros(micros: number): Instant {
  // A remainder is exact also where a number has no more room for single microseconds, from the year 2255 on.
  const rest = micros % 1000
  const ofMilli = rest < 0 ? rest + 1000 : rest
  const millis = Math.round((micros - ofMilli) / 1000)
  const days = Math.floor(millis / MILLIS_PER_DAY)
  const ofDay = millis - days * MILLIS_PER_DAY
  const seconds = Math.floor(ofDay / 1000)
  const minutes = Math.floor(seconds / 60)
  const time = `${TWO_DIGITS[Math.floor(minutes / 60)]}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[seconds % 60]}`
  return `${fromDays(days)}T${time}.${THREE_DIGITS[ofDay % 1000]}${THREE_DIGITS[ofMilli]}Z`
}

// Messages of the same millisecond have the same moment.
let latest: { readonly micros: number; readonly text: Instant } | undefined

/** The moment of a Date or of milliseconds since the epoch. */
export function instant(at: Date | number): Instant {
  const micros = Math.round(Number(at) * 1000)
  if (latest?.micros !== micros) latest = { micros, text: fromMicros(micros) }
  return latest.text
}

/** Days since the epoch; undefined when the text names no day of the calendar. */
export const toDays: (text: DateOnly) => number | undefined = remembering((text) => {
  if (!DAY.test(text)) return undefined
  const millis = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(millis)) return undefined
  const days = millis / MILLIS_PER_DAY
  return fromDays(days) === text ? days : undefined
})

/** The day that lies so many days after the epoch. @throws {RangeError} beyond what a Date can hold */
export const fromDays: (days: number) => DateOnly = remembering((days) =>
  new Date(days * MILLIS_PER_DAY).toISOString().slice(0, -MIDNIGHT.length),
)

/** The day that lies so many days after another. @throws {RangeError} when the text names no day. */
export function addDays(day: DateOnly, days: number): DateOnly {
  const start = toDays(day)
  if (start === undefined) throw new RangeError(`"${day}" is not a day such as "2026-11-24"`)
  return fromDays(start + days)
}
