import type { PurchaseOrder } from '@channel-adapter/adventureworks'
import type { Order } from '@channel-adapter/contracts'
import { line, order } from '@channel-adapter/contracts/testing'

/** What the supplier asks for its one product. */
export const terms = {
  name: 'Adjustable Race',
  leadTimeDays: 17,
  standardPrice: '50',
  minimumQuantity: '5',
  maximumQuantity: '100',
  unit: 'CS',
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
