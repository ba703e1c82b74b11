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

export const updateBodies = Object.keys(BODIES) as (keyof typeof BODIES)[]

/** Which kinds of body an update carries: exactly one when it keeps its contract. */
export function kindsOf(update: OrderUpdate): UpdateKind[] {
  return updateBodies.filter((body) => update[body] != null).map((body) => BODIES[body])
}

/** The kind of an update that keeps its contract. @throws {TypeError} when it carries no body. */
export function updateKind(update: OrderUpdate): UpdateKind {
  const [kind] = kindsOf(update)
  if (kind === undefined) throw new TypeError(`update ${update.id} carries no body`)
  return kind
}
