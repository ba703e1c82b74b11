import { fromMicros, toDays, toMicros } from '@channel-adapter/contracts'

/** How an ERP writes a moment. */
export type MomentForm =
  | { readonly kind: 'text'; readonly separator: string; readonly digits: number; readonly zone: string }
  | { readonly kind: 'day' }
  | { readonly kind: 'epoch'; readonly unit: number; readonly wrap: boolean }

const TEXT =
  /^(\d{4})-?(\d\d)-?(\d\d)([Tt ])(\d\d):?(\d\d)(?::?(\d\d))?(?:[.,](\d{1,9}))?\s*(Z|z|[+-]\d\d(?::?\d\d)?)?$/
const DAY = /^(\d{4})-?(\d\d)-?(\d\d)$/
/** OData 2 and old .NET: milliseconds, and an offset that is for show. */
const WRAPPED = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/
const EPOCH = /^-?\d{9,16}$/

const MICROS_PER_MILLI = 1000
const MICROS_PER_MINUTE = 60_000_000

/**
 * A moment as ERPs write them: RFC 3339 with or without a zone and at any precision, epoch seconds, milliseconds or
 * microseconds, `/Date(…)/`, or a day, which is its first moment. Digits beyond a microsecond are cut off.
 * @param zone the IANA zone of what comes without one
 * @returns microseconds since the epoch, and how it was written; undefined when it is none
 */
export function parseMoment(value: unknown, zone: string): { micros: number; form: MomentForm } | undefined {
  if (typeof value !== 'string' && !Number.isSafeInteger(value)) return undefined
  const text = String(value).trim()
  const wrapped = WRAPPED.exec(text)
  if (wrapped) {
    return { micros: Number(wrapped[1]) * MICROS_PER_MILLI, form: { kind: 'epoch', unit: 1000, wrap: true } }
  }
  if (EPOCH.test(text)) {
    // 2001 to 2286 in seconds has 9 or 10 digits, in milliseconds 12 or 13, in microseconds 15 or 16.
    const digits = text.replace('-', '').length
    const unit = digits <= 10 ? 1_000_000 : digits <= 13 ? 1000 : 1
    return { micros: Number(text) * unit, form: { kind: 'epoch', unit, wrap: false } }
  }
  const day = DAY.exec(text)
  if (day) {
    const micros = localMicros(`${day[1]}-${day[2]}-${day[3]}`, '00:00:00', '', zone)
    return micros === undefined ? undefined : { micros, form: { kind: 'day' } }
  }
  const match = TEXT.exec(text)
  if (!match) return undefined
  const [
    ,
    year,
    month,
    dayOfMonth,
    separator = 'T',
    hour,
    minute,
    second = '00',
    fraction = '',
    offset = '',
  ] = match
  const date = `${year}-${month}-${dayOfMonth}`
  const time = `${hour}:${minute}:${second}`
  const kept = fraction.slice(0, 6)
  const micros =
    offset === ''
      ? localMicros(date, time, kept, zone)
      : toMicros(`${date}T${time}${kept && `.${kept}`}${offsetText(offset)}`)
  if (micros === undefined) return undefined
  return { micros, form: { kind: 'text', separator, digits: kept.length, zone: offset } }
}

/** The least that two moments of this form can lie apart; microseconds. */
export function unitOf(form: MomentForm): number {
  if (form.kind === 'day') return 24 * 60 * MICROS_PER_MINUTE
  return form.kind === 'epoch' ? form.unit : 10 ** (6 - form.digits)
}

/** A moment written as the ERP writes them; what is finer than its form is cut off, so that it is never later. */
export function writeMoment(micros: number, form: MomentForm, zone: string): string {
  const floored = form.kind === 'day' ? micros : Math.floor(micros / unitOf(form)) * unitOf(form)
  if (form.kind === 'epoch') {
    const count = String(floored / form.unit)
    return form.wrap ? `/Date(${count})/` : count
  }
  const offset =
    form.kind === 'text' && form.zone !== '' ? offsetMinutes(form.zone) : zoneMinutes(floored, zone)
  const local = fromMicros(floored + offset * MICROS_PER_MINUTE)
  if (form.kind === 'day') return local.slice(0, 10)
  const fraction = form.digits === 0 ? '' : local.slice(19, 20 + form.digits)
  return `${local.slice(0, 10)}${form.separator}${local.slice(11, 19)}${fraction}${form.zone}`
}

/** The day that a moment or day names, as it is written: an order's date has no zone. */
export function dayOf(value: unknown, zone: string): string | undefined {
  if (typeof value === 'string') {
    const written = /^(\d{4})-?(\d\d)-?(\d\d)(?:$|[Tt ])/.exec(value.trim())
    if (written) {
      const day = `${written[1]}-${written[2]}-${written[3]}`
      return toDays(day) === undefined ? undefined : day
    }
  }
  const moment = parseMoment(value, zone)
  return moment && writeMoment(moment.micros, { kind: 'day' }, zone)
}

function offsetText(offset: string): string {
  if (/^z$/i.test(offset)) return 'Z'
  return `${offset.slice(0, 3)}:${offset.replace(':', '').slice(3) || '00'}`
}

function offsetMinutes(offset: string): number {
  if (/^z$/i.test(offset)) return 0
  const text = offsetText(offset)
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(4))
  return text.startsWith('-') ? -minutes : minutes
}

/** A local time as UTC. Of an hour that a change of the clocks repeats it is the first. */
function localMicros(date: string, time: string, fraction: string, zone: string): number | undefined {
  const asUtc = toMicros(`${date}T${time}${fraction && `.${fraction}`}Z`)
  if (asUtc === undefined) return undefined
  const before = zoneMinutes(asUtc - 24 * 60 * MICROS_PER_MINUTE, zone)
  const after = zoneMinutes(asUtc + 24 * 60 * MICROS_PER_MINUTE, zone)
  const fits = [before, after].find(
    (minutes) => zoneMinutes(asUtc - minutes * MICROS_PER_MINUTE, zone) === minutes,
  )
  return asUtc - (fits ?? before) * MICROS_PER_MINUTE
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Minutes that a zone is ahead of UTC at a moment. */
function zoneMinutes(micros: number, zone: string): number {
  if (zone === 'UTC') return 0
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    formats.set(zone, format)
  }
  const name = format
    .formatToParts(Math.floor(micros / MICROS_PER_MILLI))
    .find(({ type }) => type === 'timeZoneName')?.value
  const offset = name?.slice(3) ?? ''
  return offset === '' ? 0 : offsetMinutes(offset)
}
