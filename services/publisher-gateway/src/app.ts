import {
  answerClientErrors,
  answerErrors,
  type HealthOptions,
  healthRoutes,
  lateLogger,
  limitConnections,
  measureRequests,
  requestDeadline,
} from '@channel-adapter/process'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { acceptJson } from './json-body.ts'
import { ACCEPTED } from './media-types.ts'
import { openApiDocument } from './open-api/document.ts'
import { type SendOptions, sendRoute } from './send.ts'

export interface GatewayLimits {
  /** Bytes of a body. */
  readonly bodyBytes: number
  /** Levels of nesting in a body. */
  readonly jsonDepth: number
  /** Milliseconds in which a request must have arrived whole. */
  readonly requestMs: number
  /** Milliseconds after which a connection without traffic is closed; longer than an answer may take. */
  readonly connectionMs: number
  readonly connections: number
}

export interface GatewayOptions extends SendOptions {
  readonly limits: GatewayLimits
  readonly health: HealthOptions
  readonly log?: FastifyBaseLogger
}

const HEADER_BYTES = 16 * 1024

/** The gateway; it does not listen yet. */
export async function createApp({ limits, health, log, ...send }: GatewayOptions): Promise<FastifyInstance> {
  const { requestTimeout, http } = requestDeadline(limits.requestMs)
  const app = Fastify({
    ...(log && { loggerInstance: log }),
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: lateLogger,
    bodyLimit: limits.bodyBytes,
    requestTimeout,
    connectionTimeout: limits.connectionMs,
    http: { ...http, maxHeaderSize: HEADER_BYTES },
    // Would answer what comes on a connection that is still open in words of its own, which are no problem document.
    return503OnClosing: false,
    ...answerClientErrors,
  })
  limitConnections(app.server, limits.connections)
  answerErrors(app, { accepts: ACCEPTED })
  acceptJson(app, ACCEPTED, limits.jsonDepth)
  await app.register(healthRoutes, health)
  measureRequests(app)
  sendRoute(app, send)
  app.get('/openapi.json', () => openApiDocument)
  return app
}
