import type { FastifyServerOptions } from 'fastify'
import { problem, sendProblem } from './problem.ts'

const CLIENT_FAULTS: Record<string, { status: number; type: string; detail: string }> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    type: 'request-timeout',
    detail: 'The request did not arrive in time.',
  },
  HPE_HEADER_OVERFLOW: { status: 431, type: 'headers-too-large', detail: 'The headers are too large.' },
}
const BROKEN = { status: 400, type: 'malformed-request', detail: 'This is not an HTTP request.' }

/** Options of fastify that answer as problems what never reaches a route: bytes that are no request, one that is too slow, a broken URL. */
export const answerClientErrors = {
  clientErrorHandler(error, socket) {
    if (error.code === 'ECONNRESET' || socket.destroyed) return
    const { status, ...input } = CLIENT_FAULTS[error.code] ?? BROKEN
    const details = problem(status, input)
    const body = JSON.stringify(details)
    if (socket.writable) {
      socket.write(
        [
          `HTTP/1.1 ${status} ${details.title}`,
          'content-type: application/problem+json; charset=utf-8',
          `content-length: ${Buffer.byteLength(body)}`,
          'connection: close',
          '',
          body,
        ].join('\r\n'),
      )
    }
    socket.destroy(error)
  },
  frameworkErrors(error, _request, reply) {
    sendProblem(reply, problem(error.statusCode ?? 400, { type: 'bad-request', detail: error.message }))
  },
} satisfies Pick<FastifyServerOptions, 'clientErrorHandler' | 'frameworkErrors'>
