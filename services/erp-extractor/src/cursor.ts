import { fromMicros, type Instant, toMicros } from '@channel-adapter/contracts'
import type { Position } from '@channel-adapter/erp'

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
  readonly seen: readonly SeenOrder[]
  /** `seen` is complete for later changes than this; nothing up to here may be read again. */
  readonly horizon: Instant | undefined
}

/** An order's number, the version published, and when the ERP changed it. */
export type SeenOrder = readonly [number: string, version: string, changedAt: Instant]

export const startOfTime: Cursor = { head: undefined, headChangedAt: undefined, seen: [], horizon: undefined }

const FORMAT = 1

export function encodeCursor(cursor: Cursor): Buffer {
  return Buffer.from(JSON.stringify({ format: FORMAT, ...cursor }))
}

/** @throws {TypeError} when the bytes are no cursor of this version: better no extraction than one from a wrong place */
export function decodeCursor(bytes: Buffer): Cursor {
  const text = bytes.toString()
  const parsed = jsonOf(text)
  if (!isCursor(parsed)) throw new TypeError(`not a cursor of format ${FORMAT}: ${text.slice(0, 200)}`)
  const { head, headChangedAt, seen, horizon } = parsed
  return { head, headChangedAt, seen, horizon }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isCursor(parsed: unknown): parsed is Cursor {
  if (typeof parsed !== 'object' || parsed === null) return false
  const { format, head, headChangedAt, seen, horizon } = parsed as Partial<Record<string, unknown>>
  return (
    format === FORMAT &&
    (head === undefined || isPosition(head)) &&
    Array.isArray(seen) &&
    seen.every(isSeenOrder) &&
    [headChangedAt, horizon].every((moment) => moment === undefined || isMoment(moment))
  )
}

function isPosition(head: unknown): head is Position {
  return (
    typeof head === 'object' && head !== null && !Array.isArray(head) && Object.values(head).every(isText)
  )
}

function isSeenOrder(seen: unknown): seen is SeenOrder {
  return Array.isArray(seen) && seen.length === 3 && seen.every(isText)
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
