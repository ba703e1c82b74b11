import type { Order, OrderLine } from '@channel-adapter/contracts'
import { z } from 'zod'
import { expression } from './config-fields.ts'

const field = (description: string) => {
  const from = expression(description)
  return z
    .union([
      from,
      z.strictObject({
        from,
        missing: z.string().optional().meta({ description: 'What stands where there is nothing.' }),
      }),
    ])
    .meta({ description })
}

const coded = <Code extends string>(codes: readonly Code[], description: string) => {
  const ours = z.enum(codes)
  const from = expression(description)
  return z
    .union([
      from,
      z.strictObject({
        from,
        codes: z.record(z.string(), ours).default({}).meta({ description: "The ERP's codes and ours." }),
        otherwise: ours
          .optional()
          .meta({ description: "Our code for every other one of the ERP's. Default: a fault." }),
        missing: ours.optional().meta({ description: 'Our code where there is nothing.' }),
      }),
    ])
    .meta({ description: `${description} ${codes.join(', ')}.` })
}

export const statuses = [
  'ISSUED',
  'CONFIRMED',
  'REJECTED',
  'ON_HOLD',
  'SHIPPED',
  'PARTIALLY_RECEIVED',
  'RECEIVED',
  'CANCELLED',
  'CLOSED',
] as const satisfies readonly Order['status'][]
export const lineCodes = ['1', '3', '5', '7', '42'] as const satisfies readonly NonNullable<
  OrderLine['responseCode']
>[]

export const responseCodes = ['AB', 'AP', 'CA', 'RE'] as const
export const stockCodes = ['FULL', 'PARTIAL', 'BACKORDERED'] as const

const line = z
  .strictObject({
    each: expression('Of the document, the array of its lines; what follows is of each of them.'),
    line: field("The line's number."),
    product: z.strictObject({
      id: field('Product number.'),
      name: field('Product name; default: its number.').optional(),
    }),
    unit: field('Unit of measure, the ERP\'s code. A constant is "EA" in quotes of its own.'),
    quantity: field('Ordered quantity.'),
    unitPrice: field('Price of one unit.'),
    dueDate: field('When it is wanted.').optional(),
    responseCode: coded(lineCodes, "The supplier's answer to the line (UNCL 1225).").optional(),
    confirmedQuantity: field('Quantity that the supplier confirmed.').optional(),
    confirmedPrice: field('Unit price that the supplier confirmed.').optional(),
    promisedDate: field('When the supplier promises it.').optional(),
    supplierBackorderedQuantity: field('Quantity that the supplier will send later.').optional(),
    reservedQuantity: field('Quantity that the inventory system holds.').optional(),
    backorderedQuantity: field('Quantity that the inventory system lacks.').optional(),
    availableOn: field('When the inventory system expects the rest.').optional(),
    shippedQuantity: field('Quantity shipped so far; default 0.').optional(),
    receivedQuantity: field('Quantity received so far, rejected pieces included; default 0.').optional(),
    rejectedQuantity: field('Quantity rejected so far; default 0.').optional(),
  })
  .meta({ description: 'The lines.' })

/** How the ERP's document becomes our order: each field from an expression over the document. */
export const order = z
  .strictObject({
    number: field("The order's number: by it the order is read and written."),
    version: field(
      'What is different after every change. $etag is the ETag of an order read by its number. Default: a fingerprint of all that is mapped.',
    ).optional(),
    revision: field(
      'A whole number that grows only when the buyer changes what is ordered: a partner answers a revision once. Default 1: an order that the buyer changes is not answered again.',
    ).optional(),
    status: coded(statuses, "The order's status."),
    changedAt: field('The moment of the last change; default: the first moment of its orderDate.').optional(),
    orderDate: field('The day of the order.'),
    supplier: z.strictObject({
      id: field("The supplier's number."),
      name: field('Its name; default: its number.').optional(),
    }),
    buyer: field('Who buys.').optional(),
    currency: field('ISO 4217 code.'),
    shipMethod: field('How it is to be shipped.').optional(),
    note: field('Words for the supplier.').optional(),
    subtotal: field('Sum of the lines before tax; default: calculated from them.').optional(),
    tax: field('Tax.').optional(),
    freight: field('Freight.').optional(),
    response: z
      .strictObject({
        code: coded(responseCodes, "The supplier's latest answer (UNCL 1225)."),
        revision: field("The revision it answers; default: the order's.").optional(),
        reason: field('Why.').optional(),
      })
      .optional()
      .meta({ description: "The supplier's answer, if the ERP keeps it." }),
    stockConfirmation: z
      .strictObject({
        code: coded(stockCodes, "The inventory system's latest answer."),
        revision: field("The revision it answers; default: the order's.").optional(),
      })
      .optional()
      .meta({ description: "The inventory system's answer, if the ERP keeps it." }),
    lines: line,
  })
  .meta({
    description: 'How a document of the ERP becomes an order. Each value is a JSONata expression over it.',
  })

export type OrderConfig = z.infer<typeof order>
/** A field as it is configured: an expression, or one with what stands where it gives nothing. */
export type FieldConfig = string | { readonly from: string; readonly missing?: string | undefined }
/** The same with a table of codes. */
export type CodedConfig =
  | string
  | {
      readonly from: string
      readonly codes: Readonly<Record<string, string>>
      readonly otherwise?: string | undefined
      readonly missing?: string | undefined
    }
