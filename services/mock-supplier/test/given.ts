import type { PurchaseOrder } from '@channel-adapter/adventureworks'
import type { Order, OrderLine } from '@channel-adapter/contracts'

/** A line of ten pieces as it was issued. */
export function line(changes: Partial<OrderLine> = {}): OrderLine {
  return {
    line: '1',
    product: { id: 'AR-5381', name: 'Adjustable Race' },
    unit: 'CS',
    quantity: '10',
    unitPrice: '50',
    dueDate: '2011-04-30',
    responseCode: null,
    confirmedQuantity: null,
    confirmedPrice: null,
    promisedDate: null,
    supplierBackorderedQuantity: null,
    reservedQuantity: null,
    backorderedQuantity: null,
    availableOn: null,
    shippedQuantity: '0',
    receivedQuantity: '0',
    rejectedQuantity: '0',
    ...changes,
  }
}

/** An order of one line as it was issued on 2011-04-16. */
export function order(changes: Partial<Order> = {}): Order {
  return {
    source: 'adventureworks',
    number: '1',
    version: '1',
    revision: 1,
    status: 'ISSUED',
    changedAt: '2011-04-25T00:00:00.000000Z',
    orderDate: '2011-04-16',
    supplier: { id: '1580', name: 'Litware, Inc.' },
    buyer: '258',
    currency: 'USD',
    shipMethod: 'OVERSEAS - DELUXE',
    note: null,
    subtotal: '500',
    tax: null,
    freight: null,
    response: null,
    stockConfirmation: null,
    lines: [line()],
    ...changes,
  }
}

/** An order of the dataset as its ERP's first snapshot tells it. */
export function issued(dataset: PurchaseOrder): Order {
  return order({
    number: dataset.number,
    changedAt: dataset.modifiedAt,
    orderDate: dataset.orderDate,
    supplier: { id: dataset.supplier.id, name: dataset.supplier.name },
    buyer: dataset.buyer,
    shipMethod: dataset.shipMethod,
    subtotal: dataset.subtotal,
    tax: dataset.tax,
    freight: dataset.freight,
    lines: dataset.lines.map((ordered) =>
      line({
        line: String(ordered.line),
        product: { id: ordered.product.number, name: ordered.product.name },
        unit: ordered.unit,
        quantity: ordered.quantity,
        unitPrice: ordered.unitPrice,
        dueDate: ordered.dueDate,
      }),
    ),
  })
}
