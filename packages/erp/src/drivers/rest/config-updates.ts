import { z } from 'zod'
import { expression, headerTemplates, pathTemplate, queryTemplates, template } from './config-fields.ts'

const method = z.enum(['POST', 'PUT', 'PATCH', 'DELETE', 'GET'])

const request = z
  .strictObject({
    method: method.optional().meta({ description: 'Default: that of updates.' }),
    path: pathTemplate.optional().meta({ description: 'Default: that of updates.' }),
    query: queryTemplates,
    headers: headerTemplates,
    body: expression(
      "The body: JSONata over the update's fields (id, number, partner, orderRevision, occurredAt, response, stockConfirmation, shippingNotice, goodsReceipt, statusChange), and version, and document, the order as the ERP has it. Decimals are text; $decimal(quantity) writes a JSON number with every digit. Lists stand in [ ].",
    ).optional(),
    unless: expression(
      'When it need not be sent, because the document shows its effect already: JSONata as for the body.',
    ).optional(),
    repeatable: z
      .boolean()
      .default(false)
      .meta({ description: 'Whether to send it again changes nothing more.' }),
  })
  .meta({ description: 'One request.' })

/** One request, or several in their order: only the last may be one that must not be repeated. */
const requests = z
  .union([
    request,
    z
      .array(request)
      .min(1)
      .superRefine((steps, context) => {
        steps.slice(0, -1).forEach(({ unless, repeatable }, index) => {
          if (!repeatable && unless === undefined) {
            context.addIssue({
              code: 'custom',
              path: [index],
              message:
                'must be repeatable: true, or have unless: after a crash all begin again with the first; only the last, which records the update, may be otherwise',
            })
          }
        })
      }),
  ])
  .meta({ description: 'The request, or several in their order.' })

const condition = z.union([
  z.enum(['if-match', 'in-request', 'none']),
  z.strictObject({
    header: z.string().min(1).meta({ description: 'The header field.' }),
    value: template('Its value.'),
  }),
])

export const updates = z
  .strictObject({
    method: method
      .default('PATCH')
      .meta({ description: 'The method, where a request does not say another.' }),
    path: pathTemplate.optional().meta({ description: 'The path, where a request does not say another.' }),
    condition: condition.default('none').meta({
      description:
        'How a write is refused when the order has changed: if-match sends the version as an entity tag; in-request: path, query or body carry version, and the ERP compares it; another header; or none.',
    }),
    answer: expression(
      'Of the answer to the last request, the order as it is now. Default: it is read again.',
    ).optional(),
    applied: z
      .strictObject({
        ids: expression('Of a document, the ids of the updates that the ERP holds.').optional(),
        when: expression(
          "Whether the ERP holds an update: true or false, over the update's fields and document. For an ERP that keeps no ids, but a shipment's or a receipt's number.",
        ).optional(),
      })
      .refine(({ ids, when }) => (ids === undefined) !== (when === undefined), 'must be ids or when')
      .optional()
      .meta({
        description:
          'How an update that was written is recognised. Without it, a write whose answer is lost is parked for a person.',
      }),
    response: requests.optional().meta({ description: "How a supplier's response is written." }),
    stockConfirmation: requests.optional().meta({ description: 'How a stock confirmation is written.' }),
    shippingNotice: requests.optional().meta({ description: 'How a shipping notice is written.' }),
    goodsReceipt: requests.optional().meta({ description: 'How a goods receipt is written.' }),
    statusChange: requests.optional().meta({ description: 'How a change of status is written.' }),
  })
  .default({ method: 'PATCH', condition: 'none' })
  .meta({
    description: 'How updates are written. A kind that is left out is refused, and its update parked.',
  })

export type Updates = z.infer<typeof updates>
export type UpdateRequest = z.infer<typeof request>
export const updateRequests = (of: z.infer<typeof requests>): readonly UpdateRequest[] =>
  Array.isArray(of) ? of : [of]

export const failures = z
  .array(
    z.strictObject({
      when: expression('JSONata over status, headers and body of an answer: true or false.'),
      means: z
        .enum(['ok', 'conflict', 'rejected', 'not-found', 'throttled', 'unavailable', 'unauthorised'])
        .meta({ description: 'What it means, whatever the status.' }),
      message: expression('What the ERP says, over the same.').optional(),
    }),
  )
  .default([])
  .meta({
    description:
      'Answers that mean something else than their status says, such as a 200 with an error inside. The first that fits holds.',
  })

export type Failures = z.infer<typeof failures>
