import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ClerkEdit } from '../orders/clerk-edit.ts'
import { clerkEditBody } from '../orders/clerk-edit.ts'
import type { NewOrder } from '../orders/new-order.ts'
import { newOrderBody } from '../orders/new-order.ts'
import type { WriteBack } from '../orders/write-back-body.ts'
import { writeBackBody } from '../orders/write-back-body.ts'
import type { Desk, Outcome } from '../storage/desk.ts'
import { etagOf, matches } from './if-match.ts'
import { orderNumber, unknownOrder } from './order-number.ts'
import { sendProblem } from './problem.ts'
import { jsonSchema, problems } from './schemas.ts'

const order = { $ref: 'PurchaseOrder#' }

/** The connector's conditional write, and what clerks do: add and edit. */
export function writeOrders(app: FastifyInstance, desk: Desk): void {
  app.patch<{ Params: { number: string }; Body: WriteBack }>(
    '/purchase-orders/:number',
    {
      schema: {
        summary: 'Write back what became of an order',
        description:
          'Conditional on If-Match. Shipments and goods receipts are movements: their quantities add up. An update_id that the order already holds is NOT refused: without a current If-Match and a look at applied_updates, a repeated update takes effect twice.',
        headers: { type: 'object', properties: { 'if-match': { type: 'string' } } },
        body: jsonSchema(writeBackBody),
        response: { 200: order, ...problems(400, 401, 404, 409, 412, 422, 428, 429) },
      },
    },
    (request, reply) => {
      const { number: text } = request.params
      const ifMatch = request.headers['if-match']
      if (ifMatch === undefined) {
        return sendProblem(reply, {
          status: 428,
          detail: 'Send If-Match with the ETag of the order you read.',
        })
      }
      const number = orderNumber(text)
      if (number === undefined) return unknownOrder(reply, text)
      return answer(
        reply,
        text,
        desk.writeBack(number, request.body, (version) => matches(ifMatch, version)),
      )
    },
  )

  app.post<{ Params: { number: string }; Body: ClerkEdit }>(
    '/purchase-orders/:number/edits',
    {
      schema: {
        summary: "A clerk's edit: takes effect whatever the version",
        body: jsonSchema(clerkEditBody),
        response: { 200: order, ...problems(400, 401, 404, 422, 429) },
      },
    },
    (request, reply) => {
      const { number: text } = request.params
      const number = orderNumber(text)
      return number === undefined
        ? unknownOrder(reply, text)
        : answer(reply, text, desk.edit(number, request.body))
    },
  )

  app.post<{ Body: NewOrder }>(
    '/purchase-orders',
    {
      schema: {
        summary: 'A clerk adds an order',
        body: jsonSchema(newOrderBody),
        response: { 201: order, ...problems(400, 401, 422, 429) },
      },
    },
    (request, reply) => {
      const outcome = desk.add(request.body)
      if (outcome.kind === 'written') {
        reply.code(201).header('location', `/api/purchase-orders/${outcome.stored.number}`)
      }
      return answer(reply, 'new', outcome)
    },
  )
}

function answer(reply: FastifyReply, number: string, outcome: Outcome): FastifyReply {
  switch (outcome.kind) {
    case 'refused':
      return sendProblem(reply, {
        status: 422,
        detail: outcome.faults
          .map(({ pointer, detail }) => (pointer ? `${pointer}: ${detail}` : detail))
          .join('; '),
        errors: outcome.faults,
      })
    case 'stale':
      reply.header('etag', etagOf(outcome.version))
      return sendProblem(reply, { status: 412, detail: `The order is at version ${outcome.version} now.` })
    case 'unknown-order':
      return unknownOrder(reply, number)
    default:
      return reply
        .header('etag', etagOf(outcome.stored.version))
        .type('application/json')
        .send(outcome.stored.doc)
  }
}
