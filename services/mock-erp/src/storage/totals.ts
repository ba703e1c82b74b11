import { fromUnits, units } from '../orders/decimal.ts'
import type { OrderDocument } from '../orders/document.ts'
import type { OrderStore } from './order-store.ts'

/** Exact sums over all orders and lines, as decimal strings. */
export interface Totals {
  readonly orders: number
  readonly ordered: string
  readonly shipped: string
  readonly received: string
  readonly rejected: string
  readonly subtotal: string
}

const summed = ['ordered', 'shipped', 'received', 'rejected', 'subtotal'] as const
type Sums = Record<(typeof summed)[number], bigint>

/** Sums the stored orders. An order is parsed again only when its version is another than last time. */
export function openTotals(store: OrderStore): () => Totals {
  const known = new Map<number, { version: number; sums: Sums }>()
  return () => {
    const total: Sums = { ordered: 0n, shipped: 0n, received: 0n, rejected: 0n, subtotal: 0n }
    const versions = store.versions()
    for (const { number, version } of versions) {
      let entry = known.get(number)
      if (entry?.version !== version) {
        entry = { version, sums: sumsOf(JSON.parse(store.find(number)?.doc ?? '') as OrderDocument) }
        known.set(number, entry)
      }
      for (const key of summed) total[key] += entry.sums[key]
    }
    return {
      orders: versions.length,
      ordered: fromUnits(total.ordered),
      shipped: fromUnits(total.shipped),
      received: fromUnits(total.received),
      rejected: fromUnits(total.rejected),
      subtotal: fromUnits(total.subtotal),
    }
  }
}

function sumsOf({ lines, subtotal }: OrderDocument): Sums {
  const sum = (field: 'quantity' | 'shipped_quantity' | 'received_quantity' | 'rejected_quantity') =>
    lines.reduce((total, line) => total + units(line[field]), 0n)
  return {
    ordered: sum('quantity'),
    shipped: sum('shipped_quantity'),
    received: sum('received_quantity'),
    rejected: sum('rejected_quantity'),
    subtotal: units(subtotal),
  }
}
