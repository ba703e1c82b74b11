import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Journal } from '../storage/journal.ts'
import type { Totals } from '../storage/totals.ts'
import { jsonSchema, pageLimit, pageSize, problems, wholeNumber } from './schemas.ts'

const journalQuery = z.strictObject({ after: wholeNumber.describe('Sequence number.'), limit: pageLimit })
const entry = z.object({
  seq: z.int(),
  number: z.string(),
  version: z.int(),
  revision: z.int(),
  at: z.iso.datetime(),
  actor: z.enum(['clerk', 'connector', 'import']),
  update_id: z.string().nullable(),
  summary: z.record(z.string(), z.unknown()),
})
const totalsSchema = z.object({
  orders: z.int(),
  ordered: z.string(),
  shipped: z.string(),
  received: z.string(),
  rejected: z.string(),
  subtotal: z.string(),
})

/** What took effect, when and how often; and the sums that must come out. */
export function audit(app: FastifyInstance, journal: Journal, totals: () => Totals): void {
  app.get<{ Querystring: z.infer<typeof journalQuery> }>(
    '/journal',
    {
      schema: {
        summary: 'Every change that took effect, oldest first',
        querystring: jsonSchema(journalQuery),
        response: {
          200: jsonSchema(z.object({ items: z.array(entry), next: z.int().nullable() })),
          ...problems(400, 401, 429),
        },
      },
    },
    (request, reply) => {
      const size = pageSize(request.query.limit)
      const rows = journal.after(Number(request.query.after ?? 0), size)
      const last = rows.length < size ? undefined : rows.at(-1)
      const next = last ? String(last.seq) : 'null'
      return reply
        .type('application/json')
        .send(`{"items":[${rows.map((row) => row.text).join(',')}],"next":${next}}`)
    },
  )

  app.get(
    '/totals',
    {
      schema: {
        summary: 'Exact sums over all orders',
        response: { 200: jsonSchema(totalsSchema), ...problems(401, 429) },
      },
    },
    () => totals(),
  )
}
