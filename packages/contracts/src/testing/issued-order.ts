import { noAnswerYet } from '../examples.ts'
import type { Order, OrderLine } from '../generated/order.ts'

/** A line of ten pieces as it was issued. */
export function line(changes: Partial<OrderLine> = {}): OrderLine {
  return {
    line: '1',
    product: { id: 'AR-5381', name: 'Adjustable Race' },
    unit: 'CS',
    quantity: '10',
    unitPrice: '50',
    dueDate: '2011-04-30',
    ...noAnswerYet,
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
