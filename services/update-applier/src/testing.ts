import type { Order, OrderUpdate } from '@channel-adapter/contracts'
import type { ErpOrder } from '@channel-adapter/erp'

/** An order of 4 pieces on its line 1, at version 1 and revision 1. */
export function anOrder(
  change: Partial<Order> = {},
  appliedUpdates: string[] = [],
  quantity = '4',
): ErpOrder {
  const order = {
    source: 'erp',
    number: '4711',
    version: '1',
    revision: 1,
    status: 'ISSUED',
    response: null,
    stockConfirmation: null,
    lines: [{ line: '1', quantity }],
    ...change,
  }
  return { order: order as Order, appliedUpdates: new Set(appliedUpdates) }
}

function anUpdate(change: Partial<OrderUpdate>): OrderUpdate {
  return {
    id: 'update-1',
    source: 'erp',
    number: '4711',
    orderVersion: '1',
    orderRevision: 1,
    partner: 'partner',
    occurredAt: '2026-11-24T20:00:00.000000Z',
    response: null,
    stockConfirmation: null,
    shippingNotice: null,
    goodsReceipt: null,
    statusChange: null,
    ...change,
  }
}

/** A supplier that accepts the 4 pieces. */
export function aResponse(
  change: Partial<OrderUpdate> = {},
  lines = [{ line: '1', quantity: '4' }],
): OrderUpdate {
  const answered = lines.map((line) => ({
    ...line,
    code: '5' as const,
    unitPrice: null,
    promisedDate: null,
    backorderedQuantity: null,
  }))
  return anUpdate({ response: { code: 'AP', reason: null, lines: answered }, ...change })
}

/** An inventory that has 3 of the 4 pieces. */
export function aStockConfirmation(change: Partial<OrderUpdate> = {}): OrderUpdate {
  const line = {
    line: '1',
    reservedQuantity: '3',
    backorderedQuantity: '1',
    location: null,
    availableOn: null,
  }
  return anUpdate({ stockConfirmation: { code: 'PARTIAL', lines: [line] }, ...change })
}

/** All 4 pieces have arrived. */
export function aReceipt(change: Partial<OrderUpdate> = {}): OrderUpdate {
  const line = { line: '1', receivedQuantity: '4', rejectedQuantity: '0', rejectReason: null }
  return anUpdate({ goodsReceipt: { receiptId: 'r-1', receivedOn: '2026-11-24', lines: [line] }, ...change })
}
