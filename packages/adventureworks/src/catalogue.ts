import { found } from './found.ts'
import { loadProducts } from './products.ts'
import { readTable } from './table.ts'

/** On what terms a supplier sells a product. */
export interface CatalogueEntry {
  readonly name: string
  readonly leadTimeDays: number
  readonly standardPrice: string
  /** The least and the most that can be ordered on one line. */
  readonly minimumQuantity: string
  readonly maximumQuantity: string
  readonly unit: string
}

/** What each supplier sells: supplier id to product number to terms. */
export function loadCatalogue(): Map<string, Map<string, CatalogueEntry>> {
  const products = loadProducts()
  const catalogue = new Map<string, Map<string, CatalogueEntry>>()
  for (const row of readTable('productvendor')) {
    const supplier = row.text('businessentityid')
    const sold = catalogue.get(supplier) ?? new Map<string, CatalogueEntry>()
    catalogue.set(supplier, sold)
    const product = found(products, row.text('productid'))
    sold.set(product.number, {
      name: product.name,
      leadTimeDays: row.integer('averageleadtime'),
      standardPrice: row.decimal('standardprice'),
      minimumQuantity: row.decimal('minorderqty'),
      maximumQuantity: row.decimal('maxorderqty'),
      unit: row.text('unitmeasurecode'),
    })
  }
  return catalogue
}
