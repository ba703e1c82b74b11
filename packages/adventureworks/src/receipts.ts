import { sortedDetails } from './order-details.ts'

/** What really arrived of one line of an order, as exact canonical decimals. */
export interface LineReceipt {
  /** 1..n within the order, as in loadOrders. */
  readonly line: number
  /** Pieces that arrived, the rejected ones included. */
  readonly received: string
  readonly rejected: string
}

/** What arrived, by order number: every line of every order, also those of which nothing came. */
export function loadReceipts(): Map<string, LineReceipt[]> {
  const receipts = new Map<string, LineReceipt[]>()
  for (const [number, rows] of sortedDetails()) {
    receipts.set(
      number,
      rows.map((row, index) => ({
        line: index + 1,
        received: row.decimal('receivedqty'),
        rejected: row.decimal('rejectedqty'),
      })),
    )
  }
  return receipts
}
