import avro from 'avsc'
import { DECIMAL_PRECISION, DECIMAL_SCALE, fitsDecimal, fromUnscaled, toUnscaled } from './decimal.ts'
import { fromDays, fromMicros, toDays, toMicros } from './instant.ts'
import { remembering } from './remembering.ts'

/** What avsc hands to a logical type's constructor: the schema as written, its own attributes included. */
type Written = { [attribute: string]: unknown }

// Small numbers, the usual case, need no BigInt: 6 bytes hold an integer that a double holds exactly.
const EXACT_BYTES = 6
// Far beyond any precision in use; to turn a million bytes into digits takes minutes.
const MAX_BYTES = 64

/**
 * Two's complement, most significant byte first, as Avro's decimal is stored. In memory of its own: these bytes are
 * remembered, and a few of them out of Node's pool would keep the 64 KiB that they lie in.
 */
export function bytesOfUnscaled(unscaled: bigint): Buffer {
  let length = 1
  while (unscaled < -(1n << BigInt(8 * length - 1)) || unscaled >= 1n << BigInt(8 * length - 1)) length++
  if (length <= EXACT_BYTES) {
    const bytes = Buffer.allocUnsafeSlow(length)
    bytes.writeIntBE(Number(unscaled), 0, length)
    return bytes
  }
  const bits = BigInt.asUintN(8 * length, unscaled)
  const bytes = Buffer.allocUnsafeSlow(length)
  bytes.write(bits.toString(16).padStart(2 * length, '0'), 'hex')
  return bytes
}

/** The integer that {@link bytesOfUnscaled} wrote. */
export function unscaledOfBytes(bytes: Buffer): bigint {
  if (bytes.length === 0) return 0n
  if (bytes.length > MAX_BYTES)
    throw new RangeError(`a decimal of ${bytes.length} bytes: at most ${MAX_BYTES} are read`)
  if (bytes.length <= EXACT_BYTES) return BigInt(bytes.readIntBE(0, bytes.length))
  return BigInt.asIntN(8 * bytes.length, BigInt(`0x${bytes.toString('hex')}`))
}

/** A logical type whose values are the same whichever of our schemas wrote them, so that reader and writer resolve. */
abstract class TextType extends avro.types.LogicalType {
  protected override _resolve(writer: avro.Type): unknown {
    return writer instanceof this.constructor ? (value: unknown) => value : undefined
  }
}

// For all decimals of a scale together: fields hold the same amounts.
const conversions = new Map<number, (text: string) => Buffer | undefined>()

function conversionOf(scale: number): (text: string) => Buffer | undefined {
  const known = conversions.get(scale)
  if (known) return known
  const shift = shiftOf(scale)
  const convert = remembering((text: string) => {
    const unscaled = toUnscaled(text)
    return unscaled === undefined || unscaled % shift !== 0n ? undefined : bytesOfUnscaled(unscaled / shift)
  })
  conversions.set(scale, convert)
  return convert
}

function shiftOf(scale: number): bigint {
  return 10n ** BigInt(DECIMAL_SCALE - scale)
}

class DecimalType extends TextType {
  readonly shift: bigint
  readonly #bytesOf: (text: string) => Buffer | undefined

  constructor(schema: avro.Schema, options?: object) {
    super(schema, options)
    const { scale } = schema as unknown as Written
    if (typeof scale !== 'number' || scale > DECIMAL_SCALE) {
      throw new RangeError(`decimal scale ${String(scale)}: this adapter holds at most ${DECIMAL_SCALE}`)
    }
    this.shift = shiftOf(scale)
    this.#bytesOf = conversionOf(scale)
  }
  protected override _fromValue(bytes: Buffer): string {
    const unscaled = unscaledOfBytes(bytes) * this.shift
    // Avro does not look at a decimal's precision; whoever calculates with it would fail, long after it was read.
    if (!fitsDecimal(unscaled)) throw new RangeError(`a decimal of more than ${DECIMAL_PRECISION} digits`)
    return fromUnscaled(unscaled)
  }
  protected override _toValue(text: unknown): Buffer | undefined {
    return typeof text === 'string' ? this.#bytesOf(text) : undefined
  }
}

class DateType extends TextType {
  protected override _fromValue(days: number): string {
    return fromDays(days)
  }
  protected override _toValue(text: unknown): number | undefined {
    return typeof text === 'string' ? toDays(text) : undefined
  }
}

class TimestampMicrosType extends TextType {
  protected override _fromValue(micros: number): string {
    return fromMicros(micros)
  }
  protected override _toValue(text: unknown): number | undefined {
    return typeof text === 'string' ? toMicros(text) : undefined
  }
}

/**
 * A string out of a code list. Avro's own enum cannot hold codes such as "5" or "42"; to other people's clients
 * this is a plain string.
 */
export class CodeType extends TextType {
  readonly codes: readonly string[]

  constructor(schema: avro.Schema, options?: object) {
    super(schema, options)
    this.codes = (schema as unknown as Written)['codes'] as string[]
  }
  protected override _fromValue(code: string): string {
    if (!this.codes.includes(code)) throw new RangeError(`"${code}" is none of ${this.codes.join(', ')}`)
    return code
  }
  protected override _toValue(code: unknown): string | undefined {
    return typeof code === 'string' && this.codes.includes(code) ? code : undefined
  }
  // A reader with a longer list must read what a shorter list wrote, and judge an unknown code itself.
  protected override _resolve(writer: avro.Type): unknown {
    return writer.typeName === 'string' || writer instanceof CodeType
      ? (code: string) => this._fromValue(code)
      : undefined
  }
}

/** How our schemas' logical types look in TypeScript: exact decimals, days and moments as text. */
export const logicalTypes = {
  decimal: DecimalType,
  date: DateType,
  'timestamp-micros': TimestampMicrosType,
  code: CodeType,
} as unknown as avro.ForSchemaOptions['logicalTypes']

/** The compiled type of a schema, its logical types included. @throws when the schema is not valid Avro. */
export function compile(schema: unknown): avro.Type {
  return avro.Type.forSchema(schema as avro.Schema, { logicalTypes })
}
