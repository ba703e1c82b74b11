import { loadOrders } from '@channel-adapter/adventureworks'
import { importedOrder } from '../orders/new-order.ts'
import type { OrderStore } from './order-store.ts'

/**
 * Fills an empty ERP with the dataset's orders, all in one transaction; one that holds orders stays as it is.
 * @param limit only the first so many orders; all of them when undefined
 * @param copies how often those are imported; each copy's numbers follow on those of the copy before
 */
export function importDataset(store: OrderStore, limit: number | undefined, copies: number): void {
  if (store.highestNumber() > 0 || limit === 0) return
  const orders = loadOrders().slice(0, limit).map(importedOrder)
  const highest = Math.max(...orders.map(({ number }) => Number(number)))
  const summaries = orders.map(({ lines }) => ({ lines: lines.length }))
  store.insert(
    Array.from({ length: copies }, (_, copy) =>
      orders.map((order, index) => ({
        order: { ...order, number: String(Number(order.number) + copy * highest) },
        actor: 'import' as const,
        updateId: null,
        summary: summaries[index],
      })),
    ).flat(),
  )
}
