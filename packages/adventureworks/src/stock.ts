import { found } from './found.ts'
import { loadProducts } from './products.ts'
import { readTable } from './table.ts'

export interface StockAtLocation {
  readonly location: string
  readonly quantity: string
}

/** What lies where, by product number; a product without stock anywhere is absent. */
export function loadStock(): Map<string, StockAtLocation[]> {
  const locations = new Map(readTable('location').map((row) => [row.text('locationid'), row.text('name')]))
  const products = loadProducts()
  const stock = new Map<string, StockAtLocation[]>()
  for (const row of readTable('productinventory')) {
    const { number } = found(products, row.text('productid'))
    const places = stock.get(number) ?? []
    stock.set(number, places)
    places.push({ location: found(locations, row.text('locationid')), quantity: row.decimal('quantity') })
  }
  return stock
}
