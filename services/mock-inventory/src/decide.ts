import type { LineReceipt } from '@channel-adapter/adventureworks'
import {
  compareDecimals,
  type GoodsReceipt,
  type Order,
  type OrderLine,
  type StockConfirmation,
} from '@channel-adapter/contracts'
import { confirmStock, type FreeStock } from './confirm-stock.ts'
import { receiveGoods } from './receive-goods.ts'

/** What the book says. */
export interface Holdings {
  /** The last revision whose stock confirmation is booked; 0 before the first. */
  readonly confirmedRevision: number
  /** Whether stock is reserved for the order now. */
  readonly reserves: boolean
  /** Whether its goods receipt is booked. */
  readonly received: boolean
  /** What the order may reserve of a product, its own earlier reservation included. */
  readonly free: (product: string) => FreeStock | undefined
}

export type Decision =
  | { readonly kind: 'confirm'; readonly stockConfirmation: StockConfirmation }
  | { readonly kind: 'receive'; readonly goodsReceipt: GoodsReceipt }
  /** The order will not be delivered: its stock is free again. Nobody is told. */
  | { readonly kind: 'release' }

const NOT_DELIVERED: ReadonlySet<Order['status']> = new Set(['REJECTED', 'CANCELLED', 'CLOSED'])

/**
 * What the inventory system does about a snapshot. Pure. Snapshots come again after every change, those that our own
 * answers made included: each revision is confirmed once, and the goods are received once.
 * @param arrived what really arrived of the order; undefined when the dataset does not know it
 */
export function decide(
  order: Order,
  holdings: Holdings,
  arrived: readonly LineReceipt[] | undefined,
): Decision | undefined {
  if (NOT_DELIVERED.has(order.status)) return holdings.reserves ? { kind: 'release' } : undefined
  if (order.lines.length === 0 || order.status === 'RECEIVED') return undefined
  const confirmed = Math.max(holdings.confirmedRevision, order.stockConfirmation?.revision ?? 0)
  if (confirmed < order.revision) {
    return { kind: 'confirm', stockConfirmation: confirmStock(order, holdings.free) }
  }
  if (holdings.received || !hasArrived(order)) return undefined
  return { kind: 'receive', goodsReceipt: receiveGoods(order, arrived) }
}

/** Everything that was not refused has been shipped, and the ERP knows of no receipt. */
function hasArrived(order: Order): boolean {
  const expected = order.lines.filter((line) => !isRefused(order, line))
  return (
    expected.length > 0 &&
    expected.every(({ shippedQuantity }) => compareDecimals(shippedQuantity, '0') > 0) &&
    order.lines.every(({ receivedQuantity }) => compareDecimals(receivedQuantity, '0') === 0)
  )
}

function isRefused({ response, revision }: Order, { responseCode }: OrderLine): boolean {
  return response?.revision === revision && responseCode === '7'
}
