import { randomUUID } from 'node:crypto'
import { type ReplayDesk, selectedKeys } from '@channel-adapter/messaging'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ParkedPage, PlanAsked, Planned } from './answers/parked.ts'
import type { ConsoleState } from './console-state.ts'
import type { CallerOf } from './identity/gate.ts'
import { actorOf, writtenName } from './identity/principal.ts'
import { notFound } from './look-routes.ts'
import { changeSchema, text } from './request-schemas.ts'
import { invalidView, parkedGroups, planViews } from './parked.ts'
import { invalidMessages } from './store/messages.ts'

const INVALID_SHOWN = 50
const planBody = changeSchema(['connection', 'reason'], {
  connection: text,
  order: text,
  code: text,
  preview: { type: 'boolean' },
})
const cancelBody = changeSchema([], {})

type PlanRequest = FastifyRequest<{ Body: PlanAsked }>

/** What can be put right of what is parked: each change says who makes it and why, and Kafka keeps that. */
export function actRoutes(app: FastifyInstance, state: () => ConsoleState, callerOf: CallerOf): void {
  const deskOf = (connection: string) => deskAt(state(), connection)
  app.get('/api/parked', async (): Promise<ParkedPage> => {
    const { channel, store, codecs } = state()
    return {
      groups: parkedGroups(channel.desks),
      plans: await planViews(channel.desks, codecs.update),
      invalid: invalidMessages(store.database, store.topics, INVALID_SHOWN).map(invalidView),
    }
  })

  const plan =
    (action: 'replay' | 'discard') =>
    async (request: PlanRequest): Promise<Planned> => {
      const { connection, order, code, reason, preview = false } = request.body
      const desk = deskOf(connection)
      const keys = selectedKeys(desk.letters(), {
        ...(order !== undefined && { order }),
        ...(code !== undefined && { reason: code }),
      })
      const chosen = new Set(keys)
      const messages = desk.letters().filter(({ entry }) => chosen.has(entry.key)).length
      if (preview || messages === 0) return { plan: undefined, orders: keys.length, messages }
      const id = randomUUID()
      const actor = actorOf(callerOf(request).principal, request.body.by)
      const change = {
        action: action === 'replay' ? 'REPLAY' : 'DISCARD',
        connection,
        order: order ?? null,
        orders: keys.length,
        messages,
        plan: id,
        reason,
      } as const
      await state().audit.make(actor, change, () =>
        desk.request({ plan: id, action, keys, by: writtenName(actor), reason }),
      )
      return { plan: id, orders: keys.length, messages }
    }
  app.post('/api/replays', planBody, plan('replay'))
  app.post('/api/discards', planBody, plan('discard'))

  app.post<{ Params: { plan: string }; Body: { by?: string } }>(
    '/api/plans/:plan/cancel',
    cancelBody,
    async (request) => {
      const { audit, channel } = state()
      const { plan: id } = request.params
      const asked = [...channel.desks].filter(([, desk]) => desk.log().some(({ plan: of }) => of === id))
      if (asked.length === 0) throw notFound(`No plan is named ${id}.`)
      const actor = actorOf(callerOf(request).principal, request.body.by)
      for (const [connection, desk] of asked) {
        const change = { action: 'CANCEL', connection, plan: id } as const
        await audit.make(actor, change, () => desk.cancel(id, writtenName(actor)))
      }
      return {}
    },
  )
}

/** @throws {ProblemError} 404 */
export function deskAt({ channel }: ConsoleState, connection: string): ReplayDesk {
  const desk = channel.desks.get(connection)
  if (desk) return desk
  throw notFound(`No connection ${connection} has a Dead Letter Channel.`)
}
