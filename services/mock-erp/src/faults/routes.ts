import type { FastifyInstance } from 'fastify'
import { jsonSchema } from '../http/schemas.ts'
import { faultState } from './decide-fault.ts'
import type { FaultBoard } from './inject-faults.ts'
import type { FaultSettings } from './settings.ts'
import { faultSettings } from './settings.ts'

/** The switches: PUT replaces all faults, GET shows what is left of them, DELETE ends them. */
export function faultRoutes(app: FastifyInstance, board: FaultBoard): void {
  app.put<{ Body: FaultSettings }>(
    '/admin/faults',
    { schema: { summary: 'Replace all faults', body: jsonSchema(faultSettings) } },
    (request) => {
      board.state = faultState(request.body)
      return board.state.settings
    },
  )
  app.get('/admin/faults', { schema: { summary: 'The faults in force' } }, () => board.state.settings)
  app.delete('/admin/faults', { schema: { summary: 'End all faults' } }, (_request, reply) => {
    board.state = faultState({})
    return reply.code(204).send()
  })
}
