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
  const parsed = JSON.parse(bytes.toString()) as Partial<Cursor> & { format?: unknown }
  if (parsed.format !== FORMAT || !Array.isArray(parsed.seen)) {
    throw new TypeError(`not a cursor of format ${FORMAT}: ${bytes.toString().slice(0, 200)}`)
  }
  const { head, headChangedAt, seen, horizon } = parsed
  return { head, headChangedAt, seen, horizon }
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
