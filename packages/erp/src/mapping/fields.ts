import {
  type DateOnly,
  type Decimal,
  decimal as canonical,
  fromMicros,
  type Instant,
  remembering,
  toDays,
  toMicros,
} from '@channel-adapter/contracts'

/** Thrown where an ERP's document cannot be mapped; what is mapped stays pure, its caller decides what becomes of it. */
export class MappingFault extends Error {
  override readonly name = 'MappingFault'
  /** JSON Pointer (RFC 6901) into the document. */
  readonly path: string
  readonly reason: string

  constructor(path: string, reason: string) {
    super(`${path || 'the document'} ${reason}`)
    this.path = path
    this.reason = reason
  }
}

export type Fields = Readonly<Record<string, unknown>>

/** Reads one field of an object that lies `at` a JSON Pointer. @throws {MappingFault} */
export type Reader<T> = (from: Fields, field: string, at: string) => T

// Written by hand and not with zod: an order of two lines costs 6 µs instead of 37 (measured on Node 24).

export const text: Reader<string> = (from, field, at) => {
  const value = from[field]
  if (typeof value === 'string') return value
  throw fault(from, field, at, 'text')
}

export const filledText: Reader<string> = (from, field, at) => {
  const value = text(from, field, at)
  if (value !== '') return value
  throw fault(from, field, at, 'text that is not empty')
}

/** A whole number of 32 bits, as Avro's int. */
export const int: Reader<number> = (from, field, at) => {
  const value = from[field]
  if (typeof value === 'number' && (value | 0) === value) return value
  throw fault(from, field, at, 'a whole number of at most 32 bits')
}

// Groups: sign and whole part, fraction without trailing zeros. Within these digits a contract holds every number.
const PLAIN = /^(-?(?:0|[1-9]\d{0,19}))(?:\.(?:(\d{0,7}[1-9])0*|0+))?$/

// What an ERP's amounts are is remembered: the same text then goes through all that comes after, which remembers it too.
const decimalOf = remembering((value: string) => {
  const plain = PLAIN.exec(value)
  if (plain) {
    const [, whole = '', fraction] = plain
    if (fraction !== undefined) return `${whole}.${fraction}`
    return whole === '-0' ? '0' : whole
  }
  try {
    return canonical(value)
  } catch {
    return undefined
  }
})

/** An exact decimal, in canonical text. A JSON number is refused: it has been through a float somewhere. */
export const decimal: Reader<Decimal> = (from, field, at) => {
  const value = from[field]
  const known = typeof value === 'string' ? decimalOf(value) : undefined
  if (known !== undefined) return known
  throw fault(from, field, at, 'an exact decimal as text, at most 20 digits before the point and 8 after it')
}

export const date: Reader<DateOnly> = (from, field, at) => {
  const value = from[field]
  if (typeof value === 'string' && isDay(value)) return value
  throw fault(from, field, at, 'a day such as "2026-11-24"')
}

const CANONICAL_INSTANT = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/

/** A moment, in canonical text. */
export const instant: Reader<Instant> = (from, field, at) => {
  const value = from[field]
  if (typeof value === 'string') {
    if (CANONICAL_INSTANT.test(value) && isDay(value.slice(0, 10))) return value
    const micros = toMicros(value)
    if (micros !== undefined) return fromMicros(micros)
  }
  throw fault(from, field, at, 'a moment such as "2026-11-24T20:00:00.123456Z"')
}

function isDay(day: string): boolean {
  return toDays(day) !== undefined
}

/** One of the codes of a table, translated. */
export function code<T>(table: ReadonlyMap<string, T>): Reader<T> {
  return (from, field, at) => {
    const value = from[field]
    const translated = typeof value === 'string' ? table.get(value) : undefined
    if (translated !== undefined) return translated
    throw fault(
      from,
      field,
      at,
      `one of ${[...table.keys()].map((known) => JSON.stringify(known)).join(', ')}`,
    )
  }
}

/** Null where the ERP has null or nothing. */
export function orNull<T>(read: Reader<T>): Reader<T | null> {
  return (from, field, at) => (from[field] == null ? null : read(from, field, at))
}

/** An object, read with its own fields. */
export function object<T>(read: (fields: Fields, at: string) => T): Reader<T> {
  return (from, field, at) => read(fieldsOf(from[field], `${at}/${field}`), `${at}/${field}`)
}

/** An array of objects, each read with its own fields. */
export function list<T>(read: (fields: Fields, at: string) => T): Reader<T[]> {
  return (from, field, at) => {
    const values = from[field]
    if (!Array.isArray(values)) throw fault(from, field, at, 'an array')
    return values.map((value: unknown, index) => {
      const place = `${at}/${field}/${index}`
      return read(fieldsOf(value, place), place)
    })
  }
}

/** The fields of a value that must be an object. @throws {MappingFault} */
export function fieldsOf(value: unknown, at: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw new MappingFault(at, `must be an object, not ${described(value)}`)
}

function fault(from: Fields, field: string, at: string, expected: string): MappingFault {
  return new MappingFault(`${at}/${field}`, `must be ${expected}, not ${described(from[field])}`)
}

function described(value: unknown): string {
  if (value === undefined) return 'missing'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  const shown = JSON.stringify(value)
  return shown.length <= 60 ? shown : `${shown.slice(0, 59).toWellFormed()}…`
}
