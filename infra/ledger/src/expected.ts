import { loadOrders, loadReceipts } from '@channel-adapter/adventureworks'
import { addDecimals } from '@channel-adapter/contracts'
import type { Expected } from './reconcile.ts'

/** What the dataset says of its first orders: what was ordered, and what really arrived. */
export function expectedTotals(orders: number): Expected {
  const receipts = loadReceipts()
  const first = loadOrders().slice(0, orders)
  const lines = first.flatMap((order) => order.lines)
  const arrived = first.flatMap(({ number }) => receipts.get(number) ?? [])
  return {
    orders: first.length,
    orderedQty: addDecimals('0', ...lines.map(({ quantity }) => quantity)),
    receivedQty: addDecimals('0', ...arrived.map(({ received }) => received)),
    rejectedQty: addDecimals('0', ...arrived.map(({ rejected }) => rejected)),
    subtotal: addDecimals('0', ...first.map(({ subtotal }) => subtotal)),
  }
}
