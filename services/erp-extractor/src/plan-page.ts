import { createHash } from 'node:crypto'
import type { Order } from '@channel-adapter/contracts'
import type { ChangePage, UnreadableOrder } from '@channel-adapter/erp'
import { type Cursor, earlier, type SeenOrder } from './cursor.ts'

/** What is to be published of a page, and the cursor that goes with it. */
export interface PagePlan {
  readonly orders: readonly Order[]
  readonly unreadable: readonly UnreadableOrder[]
  readonly cursor: Cursor
}

/**
 * Decides what of a page has not been published yet. Pure.
 * @param advance whether the page lies ahead of the head: false while the overlap window is read again, where the
 *   head must stay until the whole window has been seen
 * @param windowMs how far behind the head a change may still be found
 */
export function planPage(cursor: Cursor, page: ChangePage, advance: boolean, windowMs: number): PagePlan {
  const known = new Set(cursor.seen.map(([number, version]) => identity(number, version)))
  const orders = page.orders.filter(({ number, version }) => !known.has(identity(number, version)))
  const unreadable = page.unreadable.filter((order) => !known.has(identity(order.number, versionOf(order))))

  const last = page.orders.at(-1)?.changedAt
  const headChangedAt = advance ? laterOf(cursor.headChangedAt, last) : cursor.headChangedAt
  const seen: SeenOrder[] = [
    ...cursor.seen,
    ...orders.map(({ number, version, changedAt }): SeenOrder => [number, version, changedAt]),
    // An unreadable order's moment is not known: it is forgotten when the head has moved on by a window.
    ...unreadable.map((order): SeenOrder => [order.number, versionOf(order), last ?? headChangedAt ?? EPOCH]),
  ]
  const horizon = headChangedAt === undefined ? EPOCH : earlier(headChangedAt, windowMs)
  return {
    orders,
    unreadable,
    cursor: {
      // An empty page of a sweep ends where the sweep began, behind the head.
      head: advance && page.orders.length + page.unreadable.length > 0 ? page.next : cursor.head,
      headChangedAt,
      // Moments of this form sort as text.
      seen: seen.filter(([, , changedAt]) => changedAt >= horizon),
    },
  }
}

/** Whether two cursors say the same, so that nothing need be written. */
export function sameCursor(a: Cursor, b: Cursor): boolean {
  return JSON.stringify(a.head) === JSON.stringify(b.head) && a.seen.length === b.seen.length
}

const EPOCH = '1970-01-01T00:00:00.000000Z'

function identity(number: string, version: string): string {
  return `${number}\n${version}`
}

function versionOf(order: UnreadableOrder): string {
  return `raw:${createHash('sha256').update(order.raw).digest('base64url').slice(0, 16)}`
}

function laterOf(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a > b ? a : b
}
