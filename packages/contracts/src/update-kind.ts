import type { OrderUpdate } from './generated/order-update.ts'
import type { OrderUpdateOutcome } from './generated/order-update-outcome.ts'

export type UpdateKind = OrderUpdateOutcome['kind']

const BODIES = {
  response: 'RESPONSE',
  stockConfirmation: 'STOCK_CONFIRMATION',
  shippingNotice: 'SHIPPING_NOTICE',
  goodsReceipt: 'GOODS_RECEIPT',
  statusChange: 'STATUS_CHANGE',
} as const satisfies Partial<Record<keyof OrderUpdate, UpdateKind>>

export type UpdateBody = keyof typeof BODIES

/** The members of an update of which one holds what it says. */
export const updateBodies = Object.keys(BODIES) as readonly UpdateBody[]

/** Which kinds of body an update carries: exactly one when it keeps its contract. */
export function kindsOf(update: OrderUpdate): UpdateKind[] {
  return updateBodies.filter((body) => update[body] != null).map((body) => BODIES[body])
}

/** The body of an update that keeps its contract. @throws {TypeError} when it carries none. */
export function updateBody(update: OrderUpdate): UpdateBody {
  const body = updateBodies.find((each) => update[each] != null)
  if (body === undefined) throw new TypeError(`update ${update.id} carries no body`)
  return body
}

/** The kind of an update that keeps its contract. @throws {TypeError} when it carries no body. */
export function updateKind(update: OrderUpdate): UpdateKind {
  return BODIES[updateBody(update)]
}
