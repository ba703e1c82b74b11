import { compareDecimals } from '@channel-adapter/contracts'

/** Digits after the point that a quotient is rounded to, half up: as many as a contract holds. */
const QUOTIENT_DIGITS = 8
const NOTATION = /^(-?)(\d+)(?:\.(\d+))?$/

interface Exact {
  readonly unscaled: bigint
  readonly scale: number
}

// Not yet in TypeScript's library, see mapping/json.ts.
const rawJson = (JSON as typeof JSON & { rawJSON(text: string): unknown }).rawJSON

/** What expressions calculate with: exact, on decimals as text and on whole numbers. */
export const exactFunctions = {
  plus: (a: unknown, b: unknown) => text(sum(exact(a), exact(b))),
  minus: (a: unknown, b: unknown) => text(sum(exact(a), negative(exact(b)))),
  times: (a: unknown, b: unknown) => text(product(exact(a), exact(b))),
  /** The quotient, rounded half up to 8 digits after the point. */
  over: (a: unknown, b: unknown) => text(quotient(exact(a), exact(b))),
  /** The sum of an array; 0 of none. */
  total: (terms: unknown) => text([terms ?? []].flat().map(exact).reduce(sum, { unscaled: 0n, scale: 0 })),
  /** Negative, 0 or positive as a is less than, equal to or greater than b. */
  compare: (a: unknown, b: unknown) => compareDecimals(text(exact(a)), text(exact(b))),
  /** A JSON number with these digits, for a request's body. */
  decimal: (value: unknown) => (value == null ? value : rawJson(text(exact(value)))),
}

export const exactTimes = exactFunctions.times
export const exactTotal = exactFunctions.total

function exact(value: unknown): Exact {
  const match = NOTATION.exec(Number.isSafeInteger(value) || typeof value === 'string' ? String(value) : '')
  if (!match) throw new TypeError(`${JSON.stringify(value) ?? 'nothing'} is no exact decimal`)
  const [, sign, whole = '', fraction = ''] = match
  return { unscaled: BigInt(`${sign}${whole}${fraction}`), scale: fraction.length }
}

const at = ({ unscaled, scale }: Exact, wanted: number) => unscaled * 10n ** BigInt(wanted - scale)

function sum(a: Exact, b: Exact): Exact {
  const scale = Math.max(a.scale, b.scale)
  return { unscaled: at(a, scale) + at(b, scale), scale }
}

const negative = ({ unscaled, scale }: Exact): Exact => ({ unscaled: -unscaled, scale })

const product = (a: Exact, b: Exact): Exact => ({
  unscaled: a.unscaled * b.unscaled,
  scale: a.scale + b.scale,
})

function quotient(a: Exact, b: Exact): Exact {
  if (b.unscaled === 0n) throw new RangeError('divided by 0')
  const scale = Math.max(a.scale, b.scale)
  const [dividend, divisor] = [at(a, scale) * 10n ** BigInt(QUOTIENT_DIGITS), at(b, scale)]
  const isNegative = dividend < 0n !== divisor < 0n
  const magnitude = (value: bigint) => (value < 0n ? -value : value)
  const rounded = (2n * magnitude(dividend) + magnitude(divisor)) / (2n * magnitude(divisor))
  return { unscaled: isNegative ? -rounded : rounded, scale: QUOTIENT_DIGITS }
}

function text({ unscaled, scale }: Exact): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '')
  return `${unscaled < 0n ? '-' : ''}${whole}${fraction && `.${fraction}`}`
}
