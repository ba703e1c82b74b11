import { loadCatalogue, loadShipMethods, loadSuppliers } from '@channel-adapter/adventureworks'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { jsonSchema } from '../http/schemas.ts'
import type { OrderDocument } from '../orders/document.ts'
import type { OrderStore } from '../storage/order-store.ts'
import type { Clerk } from './clerk.ts'
import type { ClerkKnowledge, ClerkOrder } from './decide-action.ts'
import { clerkKinds } from './decide-action.ts'

const startBody = z.strictObject({
  edits_per_second: z.number().gt(0).max(5000),
  limit: z.int().min(1).max(10_000_000),
  seed: z.int().optional().describe('1 when absent.'),
  kinds: z.array(z.enum(clerkKinds)).min(1).optional().describe('edit and note when absent.'),
})

/** POST starts the clerk, DELETE stops it, GET shows how far it is. */
export function clerkRoutes(app: FastifyInstance, clerk: Clerk, store: OrderStore, now: () => number): void {
  app.post<{ Body: z.infer<typeof startBody> }>(
    '/admin/clerk',
    { schema: { summary: 'Start a clerk who changes orders', body: jsonSchema(startBody) } },
    (request, reply) => {
      const { edits_per_second: editsPerSecond, limit, seed = 1, kinds = ['edit', 'note'] } = request.body
      const knowledge = { ...atTheDesk(), kinds, today: new Date(now()).toISOString().slice(0, 10) }
      clerk.start({ editsPerSecond, limit }, knowledge, { random: seed, actions: 0, orders: ordersIn(store) })
      return reply.code(202).send(clerk.progress())
    },
  )
  app.get('/admin/clerk', { schema: { summary: 'How far the clerk is' } }, () => clerk.progress())
  app.delete('/admin/clerk', { schema: { summary: 'Stop the clerk' } }, () => {
    clerk.stop()
    return clerk.progress()
  })
}

/** What a clerk finds at the desk: the suppliers with their catalogues, the ship methods. */
export function atTheDesk(): Pick<ClerkKnowledge, 'shipMethods' | 'suppliers'> {
  const catalogue = loadCatalogue()
  const suppliers = loadSuppliers().map(({ id, name }) => ({
    code: id,
    name,
    catalogue: [...(catalogue.get(id) ?? [])],
  }))
  return { shipMethods: loadShipMethods(), suppliers: suppliers.filter((one) => one.catalogue.length > 0) }
}

function ordersIn(store: OrderStore): ClerkOrder[] {
  return store.versions().map(({ number }) => {
    const order = JSON.parse(store.find(number)?.doc ?? '') as OrderDocument
    return { number, orderDate: order.order_date }
  })
}
