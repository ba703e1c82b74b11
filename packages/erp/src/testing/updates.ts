import type { Order, OrderUpdate } from '@channel-adapter/contracts'

type Body = Partial<
  Pick<OrderUpdate, 'response' | 'stockConfirmation' | 'shippingNotice' | 'goodsReceipt' | 'statusChange'>
>

let made = 0

/** An update of an order, with an id of its own. */
export function updateOf(order: Order, body: Body): OrderUpdate {
  made += 1
  return {
    id: `contract-${made}-${Date.now()}`,
    source: order.source,
    number: order.number,
    orderVersion: order.version,
    orderRevision: order.revision,
    partner: 'contract suite',
    occurredAt: '2026-11-24T20:00:00.000000Z',
    response: null,
    stockConfirmation: null,
    shippingNotice: null,
    goodsReceipt: null,
    statusChange: null,
    ...body,
  }
}

/** One piece of the first line shipped: an update that adds up, so that a second effect shows. */
export function onePieceShipped(order: Order, line = order.lines[0]?.line ?? ''): OrderUpdate {
  const shippingNotice: OrderUpdate['shippingNotice'] = {
    shipmentId: `S-${made + 1}`,
    shippedOn: '2026-11-24',
    carrier: null,
    lines: [{ line, quantity: '1' }],
  }
  return updateOf(order, { shippingNotice })
}
