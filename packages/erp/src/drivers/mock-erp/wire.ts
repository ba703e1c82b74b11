import { ErpConflict } from '../../errors.ts'
import { nextLinkOf } from '../../http/link-header.ts'
import type { Position } from '../../port.ts'

const ORDERS = '/api/purchase-orders'
const VERSION = /^\d{1,15}$/

/**
 * The path of a page of changes after a position: `changedAt` is the last order's moment, `number` the order itself;
 * without a number the page begins before all orders of that moment.
 */
export function changesPath(after: Position | undefined, limit: number): string {
  const query = new URLSearchParams({ limit: String(limit) })
  if (after?.changedAt !== undefined) query.set('updated_since', after.changedAt)
  if (after?.number !== undefined) query.set('after', after.number)
  return `${ORDERS}?${query.toString()}`
}

/** The position that a Link header's rel="next" asks for; undefined when it has none. */
export function linkedPosition(link: string | string[] | undefined): Position | undefined {
  const target = nextLinkOf(link)
  const query = target === undefined ? undefined : URL.parse(target, 'http://erp')?.searchParams
  const [changedAt, number] = [query?.get('updated_since'), query?.get('after')]
  return changedAt != null && number != null ? { changedAt, number } : undefined
}

/**
 * The path of one order; undefined for a number that no order can have, because its path would name something else.
 * Numbers come from partners.
 */
export function orderPath(number: string): string | undefined {
  if (number === '' || number === '.' || number === '..' || !number.isWellFormed()) return undefined
  return `${ORDERS}/${encodeURIComponent(number)}`
}

/**
 * The If-Match header for a version.
 * @throws {ErpConflict} when it is no version of this ERP: a partner may have made it up
 */
export function ifMatch(version: string): string {
  if (VERSION.test(version)) return `"${version}"`
  throw new ErpConflict(`${JSON.stringify(version)} is not a version that this ERP gives`)
}
