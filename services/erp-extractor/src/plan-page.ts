import { createHash } from 'node:crypto'
import type { Order } from '@channel-adapter/contracts'
import type { ChangePage, UnreadableOrder } from '@channel-adapter/erp'
import { between, type Cursor, earlier } from './cursor.ts'
import { isSeen, remember, type SeenOrder } from './seen-orders.ts'

/**
 * The characters that a cursor has for the orders it remembers: some 13,000 orders with numbers of five digits. It is
 * rewritten with every transaction, and must stay far below a message's limit also after a bulk change of the whole
 * ERP, whatever its numbers are written in. Beyond it the window of late changes is shorter than configured.
 */
export const MOST_SEEN = 150_000

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
  const orders = page.orders.filter(({ number, version }) => !isSeen(cursor.seen, number, version))
  const unreadable = page.unreadable.filter((order) => !isSeen(cursor.seen, order.number, rawVersion(order)))

  const last = page.orders.at(-1)?.changedAt
  const headChangedAt = advance ? laterOf(cursor.headChangedAt, last) : cursor.headChangedAt
  const more = [
    ...orders.map(({ number, version, changedAt }): SeenOrder => [number, version, changedAt]),
    // An unreadable order's moment is not known: it is forgotten when the head has moved on by a window.
    ...unreadable.map((order): SeenOrder => [
      order.number,
      rawVersion(order),
      last ?? headChangedAt ?? EPOCH,
    ]),
  ]
  const begins = headChangedAt === undefined ? EPOCH : earlier(headChangedAt, windowMs)
  const { seen, forgotten } = remember(cursor.seen, more, { windowMs, begins, most: MOST_SEEN })
  return {
    orders,
    unreadable,
    cursor: {
      // An empty page of a sweep ends where the sweep began, behind the head.
      head: advance && page.orders.length + page.unreadable.length > 0 ? page.next : cursor.head,
      headChangedAt,
      seen,
      horizon: forgotten === undefined ? within(cursor.horizon, begins) : laterOf(cursor.horizon, forgotten),
    },
  }
}

/**
 * Whether a page that began behind the head leads past it. From here on the head must move with each page: a cursor
 * remembers only so many orders, and those that it forgot while its head stood still would be published twice. Pure.
 */
export function goesPastHead({ orders }: ChangePage, { headChangedAt }: Cursor): boolean {
  const last = orders.at(-1)?.changedAt
  return last !== undefined && headChangedAt !== undefined && last > headChangedAt
}

/** Whether a plan holds nothing that must be written. */
export function isEmpty({ orders, unreadable, cursor }: PagePlan, before: Cursor): boolean {
  return (
    orders.length + unreadable.length === 0 && JSON.stringify(cursor.head) === JSON.stringify(before.head)
  )
}

/** How far back of the head a sweep may read: no further than what is remembered completely. Pure. */
export function sweepReachMs(cursor: Cursor, windowMs: number): number {
  if (cursor.headChangedAt === undefined || cursor.horizon === undefined) return windowMs
  const ONE_MICRO = 0.001
  return Math.min(windowMs, between(cursor.horizon, cursor.headChangedAt) - ONE_MICRO)
}

// Moments of this form sort as text.
function within(horizon: string | undefined, windowBegins: string): string | undefined {
  return horizon !== undefined && horizon >= windowBegins ? horizon : undefined
}

const EPOCH = '1970-01-01T00:00:00.000000Z'

/** What stands for the version of an order that could not be read. */
export function rawVersion(order: UnreadableOrder): string {
  return `raw:${createHash('sha256').update(order.raw).digest('base64url').slice(0, 16)}`
}

function laterOf(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a > b ? a : b
}
