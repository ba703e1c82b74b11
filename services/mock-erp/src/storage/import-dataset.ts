import { loadOrders } from '@channel-adapter/adventureworks'
import { importedOrder } from '../orders/new-order.ts'
import type { OrderStore } from './order-store.ts'

/**
 * Fills an empty ERP with the dataset's orders, all in one transaction; one that holds orders stays as it is.
 * @param limit only the first so many orders; all of them when undefined
 */
export function importDataset(store: OrderStore, limit: number | undefined): void {
  if (store.highestNumber() > 0 || limit === 0) return
  store.insert(
    loadOrders()
      .slice(0, limit)
      .map((source) => {
        const order = importedOrder(source)
        return { order, actor: 'import', updateId: null, summary: { lines: order.lines.length } }
      }),
  )
}
