import { z } from 'zod'
import { lineResponseCodes, orderResponseCodes } from './document.ts'

// A decimal's notation is checked in the domain, so that a wrong quantity gets 422 with its place and not 400.
const decimal = z.string().max(40)
const text = z.string().min(1).max(2000)
const id = z.string().min(1).max(200)
const date = z.iso.date()
const lineNo = z.int().min(1)
const revision = z.int().min(1)

const supplierResponse = z.strictObject({
  code: z.enum(orderResponseCodes),
  revision,
  reason: text.nullish(),
  lines: z
    .array(
      z.strictObject({
        line_no: lineNo,
        response_code: z.enum(lineResponseCodes),
        confirmed_quantity: decimal.nullish(),
        confirmed_price: decimal.nullish(),
        promised_date: date.nullish(),
        backordered_quantity: decimal.nullish(),
      }),
    )
    .max(1000),
})

const stockConfirmation = z.strictObject({
  // The warehouse's own word: kept as it came.
  code: z.string().min(1).max(40),
  revision,
  lines: z
    .array(
      z.strictObject({
        line_no: lineNo,
        reserved_quantity: decimal,
        backordered_quantity: decimal,
        available_on: date.nullish(),
      }),
    )
    .max(1000),
})

const shipment = z.strictObject({
  id,
  shipped_on: date,
  carrier: text.nullish(),
  lines: z.array(z.strictObject({ line_no: lineNo, quantity: decimal })).max(1000),
})

const goodsReceipt = z.strictObject({
  id,
  received_on: date,
  lines: z
    .array(z.strictObject({ line_no: lineNo, received_quantity: decimal, rejected_quantity: decimal }))
    .max(1000),
})

/** Shipped and received are no choice here: they follow from the movements. */
export const reportableStatuses = [
  'issued',
  'confirmed',
  'rejected',
  'on_hold',
  'cancelled',
  'closed',
] as const

const statusChange = z.strictObject({ status: z.enum(reportableStatuses), reason: text.nullish() })

/** What an update can hold. */
export const writeBackKinds = [
  'supplier_response',
  'stock_confirmation',
  'shipment',
  'goods_receipt',
  'status_change',
] as const

/** The body of PATCH /api/purchase-orders/{number}. */
export const writeBackBody = z.strictObject({
  update_id: id.describe(
    "The sender's identity of this update. The ERP keeps it and does not check it for repetition.",
  ),
  partner: z.string().min(1).max(200).nullish(),
  supplier_response: supplierResponse.optional(),
  stock_confirmation: stockConfirmation.optional(),
  shipment: shipment.optional(),
  goods_receipt: goodsReceipt.optional(),
  status_change: statusChange.optional(),
})

export type WriteBack = z.infer<typeof writeBackBody>
export type SupplierResponse = z.infer<typeof supplierResponse>
export type StockConfirmation = z.infer<typeof stockConfirmation>
export type Shipment = z.infer<typeof shipment>
export type GoodsReceipt = z.infer<typeof goodsReceipt>
