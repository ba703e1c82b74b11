import { language } from './preferences.ts'
import type { Amount } from './words/amount.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export function figure(value: number, digits = 0): string {
  return new Intl.NumberFormat(language.value, { maximumFractionDigits: digits }).format(value)
}

/** A count, for words that agree with it. */
export const amount = (value: number): Amount => ({ value, shown: figure(value) })

/** How often in a minute; of what is rare one digit more. */
export function perMinute(value: number): string {
  return figure(value, value > 0 && value < 10 ? 1 : 0)
}

/** An exact decimal as the ERP wrote it, its digits grouped and none lost; of money at least two behind the point. */
export function exact(text: string, currency?: string | null): string {
  if (isMasked(text)) return text
  const [whole = '', fraction = ''] = text.split('.')
  const shown = fraction.replace(/0+$/, '').padEnd(currency ? 2 : 0, '0')
  const digits = new Intl.NumberFormat(language.value).format(BigInt(whole))
  return `${digits}${shown === '' ? '' : decimalPoint() + shown}${currency ? ` ${currency}` : ''}`
}

/** Money to two digits, to be compared in a column; not for sums. */
export function rounded(text: string, currency: string | null): string {
  if (isMasked(text)) return text
  const money = new Intl.NumberFormat(language.value, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  return `${money.format(Number(text))}${currency ? ` ${currency}` : ''}`
}

/** What whoever looks may not see stands there as it came. */
function isMasked(text: string): boolean {
  return !/\d/.test(text)
}

function decimalPoint(): string {
  const parts = new Intl.NumberFormat(language.value, { minimumFractionDigits: 1 }).formatToParts(0.1)
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.'
}

/** Roughly how long something takes, in the two largest units. */
export function duration(milliseconds: number): string {
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(language.value, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: value < 10 && name === 'second' ? 1 : 0,
    }).format(value)
  if (milliseconds < SECOND) return unit(Math.round(milliseconds), 'millisecond')
  if (milliseconds < MINUTE) return unit(milliseconds / SECOND, 'second')
  if (milliseconds < HOUR) return unit(Math.floor(milliseconds / MINUTE), 'minute')
  const [whole, rest, names] =
    milliseconds < DAY
      ? [Math.floor(milliseconds / HOUR), Math.floor((milliseconds % HOUR) / MINUTE), ['hour', 'minute']]
      : [Math.floor(milliseconds / DAY), Math.floor((milliseconds % DAY) / HOUR), ['day', 'hour']]
  return rest === 0
    ? unit(whole, names[0] ?? '')
    : `${unit(whole, names[0] ?? '')} ${unit(rest, names[1] ?? '')}`
}

/** A moment by the reader's own clock; of today without the day. */
export function moment(at: number, precise = false): string {
  const date = new Date(at)
  const isToday = date.toDateString() === new Date().toDateString()
  const time: Intl.DateTimeFormatOptions = {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }
  return new Intl.DateTimeFormat(language.value, {
    ...(!isToday && { day: 'numeric', month: 'short', year: 'numeric' }),
    ...time,
    ...(precise && { fractionalSecondDigits: 3 }),
  }).format(date)
}

/** A calendar day. */
export function day(text: string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${text}T00:00:00Z`),
  )
}
