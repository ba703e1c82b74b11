const SCALE = 8
const ONE = 10n ** BigInt(SCALE)
const LIMIT = 10n ** 28n
const NOTATION = /^(-?)(\d{1,20})(?:\.(\d{1,8}))?$/

/** A decimal as an integer of 10^-8 units; undefined when the text is no plain decimal of at most 20 and 8 digits. */
export function toUnits(text: string): bigint | undefined {
  const match = NOTATION.exec(text)
  if (!match) return undefined
  const [, sign, whole = '', fraction = ''] = match
  const value = BigInt(whole + fraction.padEnd(SCALE, '0'))
  return sign === '-' ? -value : value
}

/** As {@link toUnits}, for text that the ERP itself wrote. @throws {RangeError} when it is no decimal after all */
export function units(text: string): bigint {
  const value = toUnits(text)
  if (value === undefined) throw new RangeError(`"${text}" is not a decimal`)
  return value
}

/** Whether the ERP's amount fields can hold it. */
export function fits(value: bigint): boolean {
  return value < LIMIT
}

/** The shortest text: no trailing fraction zeros. */
export function fromUnits(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(SCALE + 1, '0')
  const fraction = digits.slice(-SCALE).replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -SCALE)}${fraction ? `.${fraction}` : ''}`
}

/** The product of two non-negative numbers of units, rounded half up to the eighth place. */
export function multiplyUnits(a: bigint, b: bigint): bigint {
  return (a * b + ONE / 2n) / ONE
}
