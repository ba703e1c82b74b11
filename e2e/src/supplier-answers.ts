import { randomUUID } from 'node:crypto'
import type { Order, OrderUpdate } from '@channel-adapter/contracts'

/** An update of the order's own supplier, of the state that the order is in. */
export function updateOf(order: Order, body: Partial<OrderUpdate>): OrderUpdate {
  return {
    id: randomUUID(),
    source: order.source,
    number: order.number,
    orderVersion: order.version,
    orderRevision: order.revision,
    partner: `supplier-${order.supplier.id}`,
    occurredAt: order.changedAt,
    response: null,
    stockConfirmation: null,
    shippingNotice: null,
    goodsReceipt: null,
    statusChange: null,
    ...body,
  }
}

/** Every line as ordered, but for the day. */
export function promiseOf(order: Order, promisedDate: string): OrderUpdate {
  const lines = order.lines.map(({ line, quantity, unitPrice }) => ({
    line,
    code: '3' as const,
    quantity,
    unitPrice,
    promisedDate,
    backorderedQuantity: null,
  }))
  return updateOf(order, { response: { code: 'CA', reason: 'a day later', lines } })
}
