import { addDecimals, compareDecimals, type Order, type OrderUpdate } from '@channel-adapter/contracts'
import type { ErpOrder } from '@channel-adapter/erp'
import type { OrderRights } from '@channel-adapter/partners'

/** What is to become of an update, given the order as it is. */
export type Decision =
  | { readonly kind: 'apply' }
  /** `mayKnow`: whether its sender may learn anything of the order beside. */
  | { readonly kind: 'already-applied'; readonly mayKnow: boolean }
  | { readonly kind: 'refuse'; readonly code: RefusalCode; readonly text: string }

/** Stable codes of refusals; docs/failures.md has a heading for each. */
export type RefusalCode =
  'not-its-order' | 'order-closed' | 'unknown-revision' | 'unknown-line' | 'superseded'

const CLOSED: ReadonlySet<Order['status']> = new Set(['CANCELLED', 'CLOSED'])

/**
 * Decides what becomes of an update. Pure. That it was applied already comes before any other rule: a redelivered
 * update must not be refused for what it has itself brought about. Whose order it is comes next, so that nobody learns
 * anything of another's.
 *
 * An answer to an earlier revision is judged against the order as it is now: it stands if it still fits, since the
 * buyer's change may not have touched what it confirms, and is superseded otherwise.
 *
 * @param rights who may answer which order; undefined: everybody every
 */
export function decide(
  { order, appliedUpdates }: ErpOrder,
  update: OrderUpdate,
  rights?: OrderRights,
): Decision {
  const notIts = rights?.refusal(update.partner, order)
  if (appliedUpdates.has(update.id)) return { kind: 'already-applied', mayKnow: notIts === undefined }
  if (notIts !== undefined) return refuse('not-its-order', notIts)
  if (CLOSED.has(order.status)) {
    return refuse('order-closed', `the order is ${order.status.toLowerCase()}`)
  }
  if (update.orderRevision > order.revision) {
    return refuse(
      'unknown-revision',
      `it answers revision ${update.orderRevision}, and the order is at revision ${order.revision}`,
    )
  }
  const quantities = new Map(order.lines.map(({ line, quantity }) => [line, quantity]))
  const stranger = linesOf(update).find(({ line }) => !quantities.has(line))
  if (stranger) return refuse('unknown-line', `the order has no line ${stranger.line}`)
  return supersededBy(order, update, quantities) ?? { kind: 'apply' }
}

function supersededBy(
  order: Order,
  update: OrderUpdate,
  ordered: ReadonlyMap<string, string>,
): Decision | undefined {
  const recorded = update.response
    ? order.response
    : update.stockConfirmation
      ? order.stockConfirmation
      : undefined
  if (recorded && recorded.revision > update.orderRevision) {
    return refuse('superseded', `an answer to revision ${recorded.revision} is recorded already`)
  }
  if (update.orderRevision === order.revision) return undefined
  const misfit = confirmedQuantities(update).find(
    ({ line, quantity }) => compareDecimals(quantity, ordered.get(line) ?? '0') !== 0,
  )
  if (!misfit) return undefined
  return refuse(
    'superseded',
    `it answers revision ${update.orderRevision} and confirms ${misfit.quantity} on line ${misfit.line}; ` +
      `at revision ${order.revision} that line orders ${ordered.get(misfit.line)}`,
  )
}

/** What an answer says about whole lines: quantities that must add up to what is ordered. Movements of goods say nothing. */
function confirmedQuantities(update: OrderUpdate): { line: string; quantity: string }[] {
  if (update.stockConfirmation) {
    return update.stockConfirmation.lines.map(({ line, reservedQuantity, backorderedQuantity }) => ({
      line,
      quantity: addDecimals(reservedQuantity, backorderedQuantity),
    }))
  }
  return (update.response?.lines ?? []).flatMap(({ line, quantity, backorderedQuantity }) =>
    quantity == null ? [] : [{ line, quantity: addDecimals(quantity, backorderedQuantity ?? '0') }],
  )
}

function linesOf(update: OrderUpdate): readonly { line: string }[] {
  const { response, stockConfirmation, shippingNotice, goodsReceipt } = update
  return (response ?? stockConfirmation ?? shippingNotice ?? goodsReceipt)?.lines ?? []
}

function refuse(code: RefusalCode, text: string): Decision {
  return { kind: 'refuse', code, text }
}
