import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { canonicalInstant } from '../instant.ts'
import type { OrderStore } from '../storage/order-store.ts'
import { etagOf } from './if-match.ts'
import { orderNumber, unknownOrder } from './order-number.ts'
import { sendProblem } from './problem.ts'
import { jsonSchema, orderSchema, pageLimit, pageSize, problems, wholeNumber } from './schemas.ts'

const listQuery = z.strictObject({
  updated_since: z.string().max(40).optional().describe('RFC 3339; from the beginning when absent.'),
  after: wholeNumber.describe(
    'Of the orders changed at exactly updated_since, only those numbered after this one.',
  ),
  limit: pageLimit,
})
const next = z.object({ updated_since: z.string(), after: z.string() }).nullable()

/** GET one order, and the changed ones page by page. */
export function readOrders(app: FastifyInstance, store: OrderStore): void {
  app.get<{ Querystring: z.infer<typeof listQuery> }>(
    '/purchase-orders',
    {
      schema: {
        summary: 'Changed orders, oldest change first',
        description:
          'A keyset on (updated_at, number). next is the query of the next page, and null when there are no more: then go on from the last item. The Link header (RFC 8288) says the same, before the body has come.',
        querystring: jsonSchema(listQuery),
        response: {
          200: jsonSchema(z.object({ items: z.array(orderSchema), next })),
          ...problems(400, 401, 429),
        },
      },
    },
    (request, reply) => {
      const { updated_since: since = '0001-01-01T00:00:00Z', after, limit } = request.query
      const updatedSince = canonicalInstant(since)
      if (updatedSince === undefined) {
        return sendProblem(reply, {
          status: 400,
          detail: `updated_since: "${since}" is not an RFC 3339 instant`,
        })
      }
      const size = pageSize(limit)
      // Numbers begin at 1, so 0 takes in every order of that very moment.
      const rows = store.changedAfter(updatedSince, Number(after ?? 0), size)
      const last = rows.length < size ? undefined : rows.at(-1)
      const following = last ? { updated_since: last.updatedAt, after: String(last.number) } : null
      const items = rows.map((row) => row.doc).join(',')
      if (following) {
        const query = new URLSearchParams({ ...following, limit: String(size) })
        void reply.header('link', `</api/purchase-orders?${query.toString()}>; rel="next"`)
      }
      return reply.type('application/json').send(`{"items":[${items}],"next":${JSON.stringify(following)}}`)
    },
  )

  app.get<{ Params: { number: string } }>(
    '/purchase-orders/:number',
    {
      schema: {
        summary: 'One order',
        response: { 200: { $ref: 'PurchaseOrder#' }, ...problems(401, 404, 429) },
      },
    },
    (request, reply) => {
      const number = orderNumber(request.params.number)
      const stored = number === undefined ? undefined : store.find(number)
      if (!stored) return unknownOrder(reply, request.params.number)
      return reply.header('etag', etagOf(stored.version)).type('application/json').send(stored.doc)
    },
  )
}
