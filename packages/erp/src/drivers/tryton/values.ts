import { fromMicros, type Instant, toMicros } from '@channel-adapter/contracts'
import { type Fields, MappingFault, type Reader } from '../../mapping/fields.ts'

/**
 * Tryton's JSON marks what JSON has no form for with `__class__` (trytond/protocols/jsonrpc.py): Decimal, date and
 * datetime, the latter without a zone, in UTC. The JSON is parsed exactly, so a number is exact text or a whole number.
 */
const two = (value: unknown) => String(value).padStart(2, '0')

function marked(value: unknown, name: string): Fields | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const fields = value as Fields
  return fields['__class__'] === name ? fields : undefined
}

/** A Decimal, or a number of a quantity, as text. */
export function plain(value: unknown): unknown {
  if (typeof value === 'number') return String(value)
  return marked(value, 'Decimal')?.['decimal'] ?? value
}

/** A date as text, and the day of a datetime. */
export function plainDate(value: unknown): unknown {
  const date = marked(value, 'date') ?? marked(value, 'datetime')
  return date ? `${String(date['year']).padStart(4, '0')}-${two(date['month'])}-${two(date['day'])}` : value
}

/** @throws {MappingFault} */
export const momentOrNull: Reader<Instant | null> = (from, field, at) => {
  const value = from[field]
  if (value === null) return null
  const stamp = marked(value, 'datetime')
  const micros =
    stamp &&
    toMicros(
      `${String(stamp['year'])}-${two(stamp['month'])}-${two(stamp['day'])}T${two(stamp['hour'])}:${two(stamp['minute'])}:${two(stamp['second'])}.${String(stamp['microsecond']).padStart(6, '0')}Z`,
    )
  if (micros === undefined) throw new MappingFault(`${at}/${field}`, 'must be a datetime of Tryton')
  return fromMicros(micros)
}

/** A day for Tryton. @param day such as 2026-12-24 */
export function dateFor(day: string): Fields {
  const [year, month, date] = day.split('-').map(Number)
  return { __class__: 'date', year, month, day: date }
}

/** A moment for Tryton, to the microsecond. */
export function datetimeFor(at: Instant): Fields {
  const [year, month, day, hour, minute, second] = at.split(/\D/).map(Number)
  return {
    __class__: 'datetime',
    year,
    month,
    day,
    hour,
    minute,
    second,
    microsecond: Number(at.slice(20, 26)),
  }
}
