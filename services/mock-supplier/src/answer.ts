import { type Instant, namedIds, type Order, orderKey, type OrderUpdate } from '@channel-adapter/contracts'
import type { Decision } from './decide.ts'

// The namespace of the ids of our updates; it must never change.
const updateId = namedIds('b7a0b2a5-6a3f-4a5e-9a57-0d7c1e0f3c11')

/** The name agreed with the adapter's operator. */
export function partnerOf(order: Order): string {
  return `supplier-${order.supplier.id}`
}

/**
 * The update that tells a decision. Its id follows from what it is about: a response is one for each revision, a
 * shipment one for each order, however often they are sent.
 * @param occurredAt from the snapshot answered, never from the clock: the same id must carry the same content
 */
export function answer(order: Order, decision: Decision, occurredAt: Instant): OrderUpdate {
  const partner = partnerOf(order)
  const key = orderKey(order)
  const about =
    decision.kind === 'ship' ? [partner, 'shipment', key] : [partner, 'response', key, order.revision]
  return {
    id: updateId(about.join('\n')),
    source: order.source,
    number: order.number,
    orderVersion: order.version,
    orderRevision: order.revision,
    partner,
    occurredAt,
    response: decision.kind === 'respond' ? decision.response : null,
    stockConfirmation: null,
    shippingNotice: decision.kind === 'ship' ? decision.shippingNotice : null,
    goodsReceipt: null,
    statusChange: null,
  }
}
