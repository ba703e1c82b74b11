import type { Row } from './table.ts'
import { readTable } from './table.ts'

/** The rows of the orders' lines by order number, in the order of their ids: the n-th is line n. */
export function sortedDetails(): Map<string, Row[]> {
  const rows = readTable('purchaseorderdetail').toSorted(
    (a, b) => a.integer('purchaseorderdetailid') - b.integer('purchaseorderdetailid'),
  )
  return Map.groupBy(rows, (row) => row.text('purchaseorderid'))
}
