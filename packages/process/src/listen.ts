import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { type HealthOptions, healthRoutes } from './health.ts'
import { limitConnections } from './limit-connections.ts'
import type { ProcessConfig } from './process-definition.ts'
import { requestDeadline } from './request-deadline.ts'

/** Of those who ask how it is. */
const CONNECTIONS = 100

/** The server of a process that has no HTTP of its own. */
export async function healthServer(log: FastifyBaseLogger, health: HealthOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    ...requestDeadline(5000),
    connectionTimeout: 10_000,
  })
  limitConnections(app.server, CONNECTIONS)
  await app.register(healthRoutes, health)
  return app
}

/** @returns the address as a URL. @throws {Error} that says what to change when the port cannot be had */
export async function listen(app: FastifyInstance, { HOST, PORT }: ProcessConfig): Promise<string> {
  try {
    return await app.listen({ host: HOST, port: PORT })
  } catch (error) {
    const reason = REASONS[error instanceof Error && 'code' in error ? String(error.code) : '']
    if (reason === undefined) throw error
    throw new Error(`cannot listen on ${HOST}:${PORT}: ${reason}`, { cause: error })
  }
}

const REASONS: Record<string, string> = {
  EADDRINUSE: 'the port is in use; end the process that holds it, or set PORT to another',
  EACCES: 'this user may not take the port; set PORT to one above 1023',
  EADDRNOTAVAIL: 'the address is none of this machine; set HOST to one that is',
  ENOTFOUND: 'the host name is unknown; set HOST to an address of this machine',
}

const IDLE_SWEEP_MS = 50

/** Takes no new requests and lets those in flight finish. */
export async function close(app: FastifyInstance): Promise<void> {
  // A kept-alive connection whose request was in flight when closing began would hold the server open for a minute.
  const sweep = setInterval(() => app.server.closeIdleConnections(), IDLE_SWEEP_MS)
  try {
    await app.close()
  } finally {
    clearInterval(sweep)
  }
}
