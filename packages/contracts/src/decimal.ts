/** Digits that a decimal of our contracts can hold in all, and after the point (see schemas/). */
export const DECIMAL_PRECISION = 28
export const DECIMAL_SCALE = 8

/**
 * An exact decimal number as text: `-?digits[.digits]`, no exponent, no needless zeros ("12.5", "0", "-3").
 * Money and quantities are never floats: a JSON number or a JavaScript number loses digits.
 */
export type Decimal = string

const NOTATION = /^(-?)(\d+)(?:\.(\d+))?$/
const LIMIT = 10n ** BigInt(DECIMAL_PRECISION)

/**
 * The number as an integer of 10^-8 units.
 * @returns undefined when the text is no plain decimal, or needs more digits than a contract holds: it is never rounded.
 */
export function toUnscaled(text: Decimal): bigint | undefined {
  const match = NOTATION.exec(text)
  if (!match) return undefined
  const [, sign, whole = '', fraction = ''] = match
  const significant = fraction.replace(/0+$/, '')
  if (significant.length > DECIMAL_SCALE) return undefined
  const unscaled = BigInt(whole + significant.padEnd(DECIMAL_SCALE, '0'))
  if (!fitsDecimal(unscaled)) return undefined
  return sign === '-' ? -unscaled : unscaled
}

/** Whether an integer of 10^-8 units has no more digits than a contract holds. */
export function fitsDecimal(unscaled: bigint): boolean {
  return unscaled < LIMIT && unscaled > -LIMIT
}

/** The canonical text of an integer of 10^-8 units. */
export function fromUnscaled(unscaled: bigint): Decimal {
  const negative = unscaled < 0n
  const digits = (negative ? -unscaled : unscaled).toString().padStart(DECIMAL_SCALE + 1, '0')
  const whole = digits.slice(0, -DECIMAL_SCALE)
  const fraction = digits.slice(-DECIMAL_SCALE).replace(/0+$/, '')
  return (negative ? '-' : '') + whole + (fraction ? `.${fraction}` : '')
}

/**
 * The canonical text of a decimal: "4.00" becomes "4".
 * @throws {RangeError} when the text is no plain decimal or does not fit a contract.
 */
export function decimal(text: string): Decimal {
  return fromUnscaled(unscaledOrThrow(text))
}

/** The exact sum. @throws {RangeError} as {@link decimal} does. */
export function addDecimals(...terms: Decimal[]): Decimal {
  return fromUnscaled(terms.reduce((sum, term) => sum + unscaledOrThrow(term), 0n))
}

/** Negative, zero or positive as a is less than, equal to or greater than b. @throws {RangeError} as {@link decimal} does. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const difference = unscaledOrThrow(a) - unscaledOrThrow(b)
  return difference === 0n ? 0 : difference < 0n ? -1 : 1
}

function unscaledOrThrow(text: string): bigint {
  const unscaled = toUnscaled(text)
  if (unscaled === undefined) {
    throw new RangeError(
      `"${text}" is not a decimal of at most ${DECIMAL_PRECISION} digits, ${DECIMAL_SCALE} of them after the point`,
    )
  }
  return unscaled
}
