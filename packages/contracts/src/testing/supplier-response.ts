import { randomUUID } from 'node:crypto'
import type { OrderUpdate } from '../generated/order-update.ts'

/** A supplier's acceptance of an order of one line, at version and revision 1, under an id of its own. */
export function supplierResponse(
  source: string,
  number: string,
  changes: Partial<OrderUpdate> = {},
): OrderUpdate {
  return {
    id: randomUUID(),
    source,
    number,
    orderVersion: '1',
    orderRevision: 1,
    partner: 'supplier-1580',
    occurredAt: '2026-11-24T20:00:00.000000Z',
    response: {
      code: 'AB',
      reason: null,
      lines: [
        {
          line: '1',
          code: '5',
          quantity: null,
          unitPrice: null,
          promisedDate: null,
          backorderedQuantity: null,
        },
      ],
    },
    stockConfirmation: null,
    shippingNotice: null,
    goodsReceipt: null,
    statusChange: null,
    ...changes,
  }
}
