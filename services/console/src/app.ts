import {
  answerClientErrors,
  answerErrors,
  type HealthOptions,
  healthRoutes,
  measureRequests,
  problem,
  ProblemError,
  requestDeadline,
} from '@channel-adapter/process'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { actRoutes } from './act-routes.ts'
import type { ConsoleState } from './console-state.ts'
import { guard } from './guard.ts'
import type { Live } from './live.ts'
import { lookRoutes } from './look-routes.ts'
import { pageFiles } from './page-files.ts'

export interface ConsoleOptions {
  /** Undefined until Kafka and the registry have answered. */
  readonly state: () => ConsoleState | undefined
  readonly live: Live
  /** Where people reach it beside loopback. */
  readonly publicUrl: string | undefined
  readonly health: HealthOptions
  readonly log?: FastifyBaseLogger
}

const BODY_BYTES = 1024 * 1024

/** The console; it does not listen yet. */
export async function createApp(options: ConsoleOptions): Promise<FastifyInstance> {
  const { live, publicUrl, health, log } = options
  const app = Fastify({
    ...(log && { loggerInstance: log }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES,
    ...requestDeadline(10_000),
    return503OnClosing: false,
    ...answerClientErrors,
  })
  // A form of another site can send text, but not JSON.
  app.removeContentTypeParser('text/plain')
  answerErrors(app)
  guard(app, publicUrl)
  await app.register(healthRoutes, health)
  measureRequests(app)
  const state = () => {
    const known = options.state()
    if (known) return known
    const detail = 'Kafka or the schema registry has not answered yet; /readyz says which.'
    throw new ProblemError(problem(503, { type: 'starting', detail }), { 'retry-after': '1' })
  }
  lookRoutes(app, state)
  actRoutes(app, state)
  live.serve(app, '/api/live')
  await pageFiles(app)
  return app
}
