/**
 * The decimal's one shortest text: "3.00" becomes "3", "5.0260" becomes "5.026".
 * @throws {RangeError} when the text is no plain decimal
 */
export function canonicalDecimal(text: string): string {
  const match = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(text)
  if (!match) throw new RangeError(`"${text}" is not a decimal`)
  const [, sign, whole, fraction] = match
  const digits = fraction ? `${whole}.${fraction}` : whole
  return digits === '0' ? '0' : `${sign}${digits}`
}
