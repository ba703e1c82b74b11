import { fromMicros, type Instant, toMicros } from '@channel-adapter/contracts'
import type { Position } from '@channel-adapter/erp'
import { remember, type SeenOrder, type SeenOrders, type Stretch, stretchOf } from './seen-orders.ts'

/**
 * How far one connection's orders have been published. It is written in the same transaction as the orders, so that
 * it is never ahead of them nor behind.
 */
export interface Cursor {
  /** Where the next page begins; undefined before the first order. */
  readonly head: Position | undefined
  /** The latest change published, by the ERP's clock. */
  readonly headChangedAt: Instant | undefined
  /** What was published of the changes after `horizon`, so that reading them again publishes nothing twice. */
  readonly seen: SeenOrders
  /** `seen` is complete for later changes than this; nothing up to here may be read again. */
  readonly horizon: Instant | undefined
}

export const startOfTime: Cursor = { head: undefined, headChangedAt: undefined, seen: [], horizon: undefined }

const FORMAT = 2
/** With each order's moment, and at most 5,000 of them. Read until nobody has such a cursor any more. */
const FORMER = 1
const ALL = { windowMs: 60_000, begins: '', most: Number.POSITIVE_INFINITY }

/** A stretch that is complete is in every cursor until it is forgotten. */
const textByStretch = new WeakMap<Stretch, string>()

export function encodeCursor({ seen, ...rest }: Cursor): Buffer {
  const begin = JSON.stringify({ format: FORMAT, ...rest }).slice(0, -1)
  return Buffer.from(`${begin},"seen":[${seen.map(textOf).join(',')}]}`)
}

function textOf(stretch: Stretch): string {
  const known = textByStretch.get(stretch)
  if (known !== undefined) return known
  const text = JSON.stringify([stretch.from, stretch.to, stretch.orders])
  textByStretch.set(stretch, text)
  return text
}

/** @throws {TypeError} when the bytes are no cursor of this version: better no extraction than one from a wrong place */
export function decodeCursor(bytes: Buffer): Cursor {
  const text = bytes.toString()
  const cursor = cursorOf(jsonOf(text))
  if (!cursor) throw new TypeError(`not a cursor of format ${FORMAT}: ${text.slice(0, 200)}`)
  return cursor
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function cursorOf(parsed: unknown): Cursor | undefined {
  if (typeof parsed !== 'object' || parsed === null) return undefined
  const { format, head, headChangedAt, seen: written, horizon } = parsed as Partial<Record<string, unknown>>
  if (head !== undefined && !isPosition(head)) return undefined
  if (headChangedAt !== undefined && !isMoment(headChangedAt)) return undefined
  if (horizon !== undefined && !isMoment(horizon)) return undefined
  const seen = seenOf(format, written)
  return seen && { head, headChangedAt, seen, horizon }
}

function seenOf(format: unknown, written: unknown): SeenOrders | undefined {
  if (!Array.isArray(written)) return undefined
  if (format === FORMAT)
    return written.every(isWrittenStretch) ? written.map((each) => stretchOf(...each)) : undefined
  return format === FORMER && written.every(isSeenOrder)
    ? remember([], written.toSorted(byMoment), ALL).seen
    : undefined
}

function isPosition(head: unknown): head is Position {
  return (
    typeof head === 'object' && head !== null && !Array.isArray(head) && Object.values(head).every(isText)
  )
}

type WrittenStretch = readonly [from: Instant, to: Instant, orders: readonly string[]]

function isWrittenStretch(written: unknown): written is WrittenStretch {
  if (!Array.isArray(written) || written.length !== 3) return false
  const [from, to, orders] = written as unknown[]
  return isMoment(from) && isMoment(to) && Array.isArray(orders) && orders.every(isText)
}

function isSeenOrder(seen: unknown): seen is SeenOrder {
  return Array.isArray(seen) && seen.length === 3 && seen.every(isText) && isMoment(seen[2])
}

function byMoment([, , one]: SeenOrder, [, , other]: SeenOrder): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function isMoment(moment: unknown): moment is Instant {
  return isText(moment) && toMicros(moment) !== undefined
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** Milliseconds from one moment to a later one, fractions of them included. */
export function between(from: Instant, to: Instant): number {
  return (microsOf(to) - microsOf(from)) / 1000
}

/** The moment that lies so many milliseconds before another. */
export function earlier(moment: Instant, milliseconds: number): Instant {
  return fromMicros(microsOf(moment) - Math.round(milliseconds * 1000))
}

function microsOf(moment: Instant): number {
  const micros = toMicros(moment)
  if (micros === undefined) throw new RangeError(`"${moment}" is no moment`)
  return micros
}
