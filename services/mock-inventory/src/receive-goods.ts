import type { LineReceipt } from '@channel-adapter/adventureworks'
import {
  addDays,
  compareDecimals,
  type GoodsReceipt,
  type Order,
  type OrderLine,
} from '@channel-adapter/contracts'
import { smaller } from './confirm-stock.ts'

/** How long the goods travel after the day on which they were promised to leave. */
const TRANSIT_DAYS = 3

/**
 * What arrives of an order that has been shipped: what the dataset says of its lines, within what was shipped and
 * ordered; of a line that it does not know, what was shipped, and nothing rejected. Pure.
 */
export function receiveGoods(order: Order, arrived: readonly LineReceipt[] = []): GoodsReceipt {
  const known = new Map(arrived.map((receipt) => [String(receipt.line), receipt]))
  const shipped = order.lines.filter(({ shippedQuantity }) => compareDecimals(shippedQuantity, '0') > 0)
  return {
    receiptId: `GR-${order.number}`,
    receivedOn: receivedOn(order, shipped),
    lines: shipped.map((line) => {
      // An ERP takes no more than it ordered, and the clerk may have ordered less than the dataset did.
      const expected = smaller(line.shippedQuantity, line.quantity)
      const { received = expected, rejected = '0' } = known.get(line.line) ?? {}
      const receivedQuantity = smaller(received, expected)
      const rejectedQuantity = smaller(rejected, receivedQuantity)
      return {
        line: line.line,
        receivedQuantity,
        rejectedQuantity,
        rejectReason: compareDecimals(rejectedQuantity, '0') > 0 ? 'Refused at incoming inspection' : null,
      }
    }),
  }
}

function receivedOn({ orderDate }: Order, shipped: readonly OrderLine[]): string {
  const leaves = shipped.map(({ promisedDate, dueDate }) => promisedDate ?? dueDate ?? orderDate)
  const last = leaves.reduce((latest, day) => (day > latest ? day : latest), orderDate)
  return addDays(last, TRANSIT_DAYS)
}
