import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { sendProblem } from '../http/problem.ts'
import { jsonSchema } from '../http/schemas.ts'
import type { NewOrder } from '../orders/new-order.ts'
import type { Desk } from '../storage/desk.ts'
import { decideAction } from './decide-action.ts'
import { atTheDesk } from './routes.ts'
import type { SlowTransactions } from './slow-transactions.ts'

const lateBody = z.strictObject({
  count: z.int().min(1).max(1000),
  visible_after_ms: z.int().min(0).max(600_000),
  seed: z.int().optional().describe('1 when absent.'),
})

/**
 * POST begins a transaction that adds orders now and is committed later; GET shows how many are open. A reader that
 * has gone past their moment meanwhile finds them behind it.
 */
export function lateOrderRoutes(
  app: FastifyInstance,
  transactions: SlowTransactions,
  desk: Desk,
  now: () => number,
): void {
  app.post<{ Body: z.infer<typeof lateBody> }>(
    '/admin/late-orders',
    { schema: { summary: 'Add orders that become visible later', body: jsonSchema(lateBody) } },
    (request, reply) => {
      const { count, visible_after_ms: visibleAfterMs, seed = 1 } = request.body
      const transaction = desk.beginAdding(newOrders(count, seed, new Date(now()).toISOString().slice(0, 10)))
      if (transaction.kind === 'refused')
        return sendProblem(reply, {
          status: 422,
          detail: 'The orders make no sense.',
          errors: transaction.faults,
        })
      transactions.commitLater(transaction.commit, visibleAfterMs)
      return reply.code(202).send({ numbers: transaction.numbers.map(String) })
    },
  )
  app.get('/admin/late-orders', { schema: { summary: 'How many such transactions are open' } }, () => ({
    open: transactions.open,
  }))
}

/** Orders within the suppliers' catalogues; the seed decides which. */
function newOrders(count: number, seed: number, today: string): NewOrder[] {
  const knowledge = { ...atTheDesk(), kinds: ['add' as const], today }
  let random = seed
  return Array.from({ length: count }, () => {
    const next = decideAction(knowledge, { random, actions: 0, orders: [] })
    if (!next || !('order' in next.action)) throw new Error('no supplier sells anything')
    random = next.state.random
    return next.action.order
  })
}
