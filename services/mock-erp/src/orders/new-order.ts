import type { PurchaseOrder } from '@channel-adapter/adventureworks'
import { z } from 'zod'
import { fromUnits } from './decimal.ts'
import type { OrderDocument, OrderLine } from './document.ts'
import type { Decision, Fault } from './draft.ts'
import { amountIn } from './draft.ts'
import { subtotalIn } from './subtotal.ts'

const text = z.string().min(1).max(200)
const decimal = z.string().max(40)

/** The body of POST /api/purchase-orders. */
export const newOrderBody = z.strictObject({
  supplier: z.strictObject({ code: text, name: text }),
  buyer: text.nullish(),
  order_date: z.iso.date().optional().describe('Today when absent.'),
  ship_method: text.nullish(),
  currency: z.string().length(3).optional().describe('ISO 4217; USD when absent.'),
  note: z.string().max(2000).nullish(),
  tax: decimal.optional(),
  freight: decimal.optional(),
  lines: z
    .array(
      z.strictObject({
        product: z.strictObject({ number: text, name: text }),
        unit: text,
        quantity: decimal,
        unit_price: decimal,
        due_date: z.iso.date().nullish(),
      }),
    )
    .min(1)
    .max(1000),
})
export type NewOrder = z.infer<typeof newOrderBody>

/** The order that a clerk adds: version 1, revision 1, issued, lines numbered from 1, subtotal reckoned from them. */
export function newOrder(number: number, body: NewOrder, at: string): Decision {
  const faults: Fault[] = []
  const amount = (value: string, pointer: string) => fromUnits(amountIn(faults, value, pointer) ?? 0n)
  const lines = body.lines.map((line, index) =>
    untouchedLine({
      line_no: index + 1,
      product: line.product,
      unit: line.unit,
      quantity: amount(line.quantity, `/lines/${index}/quantity`),
      unit_price: amount(line.unit_price, `/lines/${index}/unit_price`),
      due_date: line.due_date ?? null,
    }),
  )
  const order = untouchedOrder({
    number: String(number),
    created_at: at,
    updated_at: at,
    supplier: body.supplier,
    buyer: body.buyer ?? null,
    order_date: body.order_date ?? at.slice(0, 10),
    ship_method: body.ship_method ?? null,
    currency: body.currency ?? 'USD',
    note: body.note ?? null,
    subtotal: subtotalIn(faults, lines),
    tax: amount(body.tax ?? '0', '/tax'),
    freight: amount(body.freight ?? '0', '/freight'),
    lines,
  })
  return faults.length > 0 ? { faults } : { order }
}

/** An order of the dataset as it was when issued: the ERP begins without knowing what became of it. */
export function importedOrder(source: PurchaseOrder): OrderDocument {
  return untouchedOrder({
    number: source.number,
    created_at: `${source.orderDate}T00:00:00.000000Z`,
    updated_at: source.modifiedAt,
    supplier: { code: source.supplier.id, name: source.supplier.name },
    buyer: source.buyer,
    order_date: source.orderDate,
    ship_method: source.shipMethod,
    currency: 'USD',
    note: null,
    subtotal: source.subtotal,
    tax: source.tax,
    freight: source.freight,
    lines: source.lines.map((line) =>
      untouchedLine({
        line_no: line.line,
        product: line.product,
        unit: line.unit,
        quantity: line.quantity,
        unit_price: line.unitPrice,
        due_date: line.dueDate,
      }),
    ),
  })
}

type Ordered = 'number' | 'created_at' | 'updated_at' | 'supplier' | 'buyer' | 'order_date' | 'ship_method'
type Charged = 'currency' | 'note' | 'subtotal' | 'tax' | 'freight' | 'lines'

function untouchedOrder(ordered: Pick<OrderDocument, Ordered | Charged>): OrderDocument {
  const { number, ...rest } = ordered
  return {
    number,
    version: 1,
    revision: 1,
    status: 'issued',
    ...rest,
    supplier_response: null,
    stock_confirmation: null,
    shipments: [],
    goods_receipts: [],
    applied_updates: [],
  }
}

type OrderedLine = 'line_no' | 'product' | 'unit' | 'quantity' | 'unit_price' | 'due_date'

function untouchedLine(ordered: Pick<OrderLine, OrderedLine>): OrderLine {
  return {
    ...ordered,
    response_code: null,
    confirmed_quantity: null,
    confirmed_price: null,
    promised_date: null,
    supplier_backordered_quantity: null,
    reserved_quantity: null,
    backordered_quantity: null,
    available_on: null,
    shipped_quantity: '0',
    received_quantity: '0',
    rejected_quantity: '0',
  }
}
