import { controlChange, controlMessage, type ControlRecord } from '@channel-adapter/messaging'
import type { FastifyInstance } from 'fastify'
import { deskAt } from './act-routes.ts'
import type { ConsoleState } from './console-state.ts'
import type { CallerOf } from './identity/gate.ts'
import { actorOf, writtenName } from './identity/principal.ts'
import { changeSchema } from './request-schemas.ts'

const controlBody = changeSchema(['reason'], {})
const ACTIONS: readonly ControlRecord['action'][] = ['pause', 'resume', 'poll']

/** What people want of a connection; extractor and applier follow it. */
export function controlRoutes(app: FastifyInstance, state: () => ConsoleState, callerOf: CallerOf): void {
  for (const action of ACTIONS)
    app.post<{ Params: { connection: string }; Body: { by?: string; reason: string } }>(
      `/api/connections/:connection/${action}`,
      controlBody,
      async (request) => {
        const { connection } = request.params
        deskAt(state(), connection)
        const { audit, board, publish, topicPrefix } = state()
        const actor = actorOf(callerOf(request).principal, request.body.by)
        const by = writtenName(actor)
        const at = new Date().toISOString()
        const record = { action, connection, by, reason: request.body.reason, at }
        const change = controlChange(record, board.paused(connection) !== undefined)
        await audit.make(actor, change, () => publish([controlMessage(topicPrefix, record)]))
        return {}
      },
    )
}
