import { readTable } from './table.ts'

export interface Product {
  readonly number: string
  readonly name: string
}

/** All products by the dataset's internal id; outside this package a product is known by its number. */
export function loadProducts(): Map<string, Product> {
  return new Map(
    readTable('product').map((row) => [
      row.text('productid'),
      { number: row.text('productnumber'), name: row.text('name') },
    ]),
  )
}
