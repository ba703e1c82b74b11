import { z } from 'zod'
import { statuses } from '../orders/document.ts'

/** A zod schema as the JSON Schema that fastify compiles and the OpenAPI document shows. */
export function jsonSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' })
  return rest
}

const decimal = z.string()
const date = z.iso.date()
const instant = z.iso.datetime()

const line = z.object({
  line_no: z.int(),
  product: z.object({ number: z.string(), name: z.string() }),
  unit: z.string(),
  quantity: decimal,
  unit_price: decimal,
  due_date: date.nullable(),
  response_code: z.string().nullable(),
  confirmed_quantity: decimal.nullable(),
  confirmed_price: decimal.nullable(),
  promised_date: date.nullable(),
  supplier_backordered_quantity: decimal.nullable(),
  reserved_quantity: decimal.nullable(),
  backordered_quantity: decimal.nullable(),
  available_on: date.nullable(),
  shipped_quantity: decimal,
  received_quantity: decimal,
  rejected_quantity: decimal,
})

/** The document as it is sent; for readers of the API only, since stored text is sent unparsed. */
export const orderSchema = z.object({
  number: z.string(),
  version: z.int(),
  revision: z.int(),
  status: z.enum(statuses),
  created_at: instant,
  updated_at: instant,
  supplier: z.object({ code: z.string(), name: z.string() }),
  buyer: z.string().nullable(),
  order_date: date,
  ship_method: z.string().nullable(),
  currency: z.string(),
  note: z.string().nullable(),
  subtotal: decimal,
  tax: decimal,
  freight: decimal,
  lines: z.array(line),
  supplier_response: z
    .object({ code: z.string(), revision: z.int(), reason: z.string().nullable() })
    .nullable(),
  stock_confirmation: z.object({ code: z.string(), revision: z.int() }).nullable(),
  shipments: z.array(z.object({ id: z.string(), shipped_on: date, carrier: z.string().nullable() })),
  goods_receipts: z.array(z.object({ id: z.string(), received_on: date })),
  applied_updates: z.array(
    z.object({ id: z.string(), kind: z.string(), partner: z.string().nullable(), at: instant }),
  ),
})

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
})

/** What a route can answer with a problem document, by status. */
export function problems(...codes: number[]): Record<number, unknown> {
  const answer = {
    description: 'Refused',
    content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } },
  }
  return Object.fromEntries(codes.map((code) => [code, answer]))
}

/** A query's whole number stays text: nothing is coerced, so that a number in a body never passes as a decimal string. */
export const wholeNumber = z
  .string()
  .regex(/^[0-9]{1,15}$/)
  .optional()

/** How many items a page holds: 1 to 1000, 100 when absent. */
export const pageLimit = z
  .string()
  .regex(/^([1-9][0-9]{0,2}|1000)$/)
  .optional()
  .describe('1 to 1000; 100 when absent.')

/** The page's size from a query checked with {@link pageLimit}. */
export function pageSize(limit: string | undefined): number {
  return Number(limit ?? 100)
}
