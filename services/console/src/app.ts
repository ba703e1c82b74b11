import cookie from '@fastify/cookie'
import {
  answerClientErrors,
  answerErrors,
  type HealthOptions,
  healthRoutes,
  limitConnections,
  measureRequests,
  problem,
  ProblemError,
  requestDeadline,
} from '@channel-adapter/process'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { actRoutes } from './act-routes.ts'
import type { ConsoleState } from './console-state.ts'
import { controlRoutes } from './control-routes.ts'
import { correctionRoutes } from './correction-routes.ts'
import { guard } from './guard.ts'
import { type Authentication, authenticator } from './identity/authenticator.ts'
import { baseUrl } from './identity/base-url.ts'
import { gate } from './identity/gate.ts'
import { maskForViewers } from './identity/masking.ts'
import { signInRoutes } from './identity/sign-in-routes.ts'
import type { Live } from './live.ts'
import { lookRoutes } from './look-routes.ts'
import { pageFiles } from './page-files.ts'

export interface ConsoleOptions {
  /** Undefined until Kafka and the registry have answered. */
  readonly state: () => ConsoleState | undefined
  readonly live: Live
  /** Where people reach it beside loopback. */
  readonly publicUrl: string | undefined
  /** Undefined where nobody is asked who they are. */
  readonly authentication?: Authentication | undefined
  /** Fields that viewers are not shown. */
  readonly maskedFields?: readonly string[]
  readonly health: HealthOptions
  readonly log?: FastifyBaseLogger
}

const BODY_BYTES = 1024 * 1024
const CONNECTIONS = 1000
/** Without traffic, as of who does not read what was asked for: longer than a page is not told anything. */
const CONNECTION_MS = 60_000

/** The console; it does not listen yet. */
export async function createApp(options: ConsoleOptions): Promise<FastifyInstance> {
  const { live, publicUrl, authentication, maskedFields = [], health, log } = options
  const app = Fastify({
    ...(log && { loggerInstance: log }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES,
    ...requestDeadline(10_000),
    connectionTimeout: CONNECTION_MS,
    return503OnClosing: false,
    ...answerClientErrors,
  })
  limitConnections(app.server, CONNECTIONS)
  // A form of another site can send text, but not JSON.
  app.removeContentTypeParser('text/plain')
  answerErrors(app)
  await app.register(cookie)
  guard(app, publicUrl, authentication !== undefined)
  const baseOf = baseUrl(publicUrl)
  const isSecure = (request: FastifyRequest) => baseOf(request).startsWith('https:')
  const asks = authentication && authenticator(authentication, isSecure)
  const callerOf = gate(app, {
    authenticator: asks,
    // Who it was and what they wanted is in the log already; what was denied stays so.
    onDenied: async (actor, change) => {
      const recorded = options.state()?.audit.denied(actor, change)
      await recorded?.catch((err: unknown) => app.log.error({ err }, 'what was denied is not on record'))
    },
  })
  maskForViewers(app, maskedFields, callerOf)
  await app.register(healthRoutes, health)
  measureRequests(app)
  const state = () => {
    const known = options.state()
    if (known) return known
    const detail = 'Kafka or the schema registry has not answered yet; /readyz says which.'
    throw new ProblemError(problem(503, { type: 'starting', detail }), { 'retry-after': '1' })
  }
  lookRoutes(app, state)
  actRoutes(app, state, callerOf)
  correctionRoutes(app, state, callerOf)
  controlRoutes(app, state, callerOf)
  signInRoutes(app, { authentication, authenticator: asks, baseOf })
  live.serve(app, '/api/live')
  await pageFiles(app)
  return app
}
