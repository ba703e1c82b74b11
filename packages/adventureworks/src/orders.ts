import { loadCatalogue } from './catalogue.ts'
import { loadProducts } from './products.ts'
import type { Product } from './products.ts'
import { found } from './found.ts'
import { readTable } from './table.ts'
import { loadSuppliers } from './suppliers.ts'
import { sortedDetails } from './order-details.ts'

/** A purchase order as it was issued. What arrived is no part of it: see loadReceipts. Amounts are exact canonical decimals. */
export interface PurchaseOrder {
  readonly number: string
  readonly supplier: { readonly id: string; readonly name: string; readonly accountNumber: string }
  /** The employee who ordered. */
  readonly buyer: string
  readonly shipMethod: string
  /** `YYYY-MM-DD`. */
  readonly orderDate: string
  readonly subtotal: string
  readonly tax: string
  readonly freight: string
  /** RFC 3339 in UTC with six fraction digits; only 306 distinct values. */
  readonly modifiedAt: string
  readonly lines: readonly PurchaseOrderLine[]
}

export interface PurchaseOrderLine {
  /** 1..n within the order. */
  readonly line: number
  readonly product: Product
  /** The unit in which the order's supplier sells the product. */
  readonly unit: string
  readonly quantity: string
  readonly unitPrice: string
  /** `YYYY-MM-DD`. */
  readonly dueDate: string
}

/** The 4,012 purchase orders, by number. */
export function loadOrders(): PurchaseOrder[] {
  const suppliers = new Map(loadSuppliers().map((supplier) => [supplier.id, supplier]))
  const shipMethods = new Map(
    readTable('shipmethod').map((row) => [row.text('shipmethodid'), row.text('name')]),
  )
  const products = loadProducts()
  const catalogue = loadCatalogue()
  const details = sortedDetails()
  return readTable('purchaseorderheader')
    .map((row): PurchaseOrder => {
      const number = row.text('purchaseorderid')
      const { id, name, accountNumber } = found(suppliers, row.text('vendorid'))
      const sold = found(catalogue, id)
      return {
        number,
        supplier: { id, name, accountNumber },
        buyer: row.text('employeeid'),
        shipMethod: found(shipMethods, row.text('shipmethodid')),
        orderDate: row.date('orderdate'),
        subtotal: row.decimal('subtotal'),
        tax: row.decimal('taxamt'),
        freight: row.decimal('freight'),
        modifiedAt: row.instant('modifieddate'),
        lines: found(details, number).map((detail, index) => {
          const product = found(products, detail.text('productid'))
          return {
            line: index + 1,
            product,
            unit: found(sold, product.number).unit,
            quantity: detail.decimal('orderqty'),
            unitPrice: detail.decimal('unitprice'),
            dueDate: detail.date('duedate'),
          }
        }),
      }
    })
    .toSorted((a, b) => Number(a.number) - Number(b.number))
}
