import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { problem, type ProblemDetails, ProblemError, sendProblem } from './problem.ts'

export interface ErrorOptions {
  /** Media types that bodies may have, for those who send another. */
  readonly accepts?: readonly string[]
}

/**
 * Makes a fastify instance answer every error, unknown route and wrong method as a problem. What is not meant for the caller (a bug)
 * is a 500 without its text, and an error in the log.
 */
export function answerErrors(
  app: FastifyInstance,
  { accepts = ['application/json'] }: ErrorOptions = {},
): void {
  app.setErrorHandler((error: FastifyError | ProblemError, request, reply) => {
    if (error instanceof ProblemError) {
      return sendProblem(reply.headers(error.headers), error.problem)
    }
    // fastify asks QUERY for a content type before it looks whether anybody takes it.
    if (request.is404) return answerNoRoute(request, reply)
    const details = problemOf(error, request, accepts)
    if (details.status >= 500) request.log.error({ err: error }, 'a request failed')
    return sendProblem(reply, details)
  })
  app.setNotFoundHandler(answerNoRoute)

  function answerNoRoute(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const path = pathOf(request)
    const allowed = app.supportedMethods.filter((method) => app.hasRoute({ method, url: path }))
    if (allowed.length === 0) {
      const detail = `There is nothing at ${request.method} ${path}.`
      return sendProblem(reply, problem(404, { type: 'not-found', detail }))
    }
    const detail = `${path} does not take ${request.method}; it takes ${allowed.join(', ')}.`
    void reply.header('allow', allowed.join(', '))
    return sendProblem(reply, problem(405, { type: 'method-not-allowed', detail }))
  }
}

/** Stable types for what fastify itself refuses. */
const FASTIFY_PROBLEMS: Record<string, { type: string; detail: string }> = {
  FST_ERR_CTP_EMPTY_JSON_BODY: { type: 'empty-body', detail: 'The body is empty; it must hold JSON.' },
  FST_ERR_CTP_INVALID_JSON_BODY: { type: 'malformed-json', detail: 'The body is not valid JSON.' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    type: 'wrong-content-length',
    detail: 'The body is not as long as Content-Length says.',
  },
}

function problemOf(error: FastifyError, request: FastifyRequest, accepts: readonly string[]): ProblemDetails {
  const known = FASTIFY_PROBLEMS[error.code]
  if (known) return problem(400, known)
  if (error.validation) {
    const errors = error.validation.map(({ instancePath, message = 'is not valid' }) => ({
      pointer: `#${instancePath}`,
      detail: message,
    }))
    return problem(400, { type: 'invalid-request', detail: error.message, errors })
  }
  const status = error.statusCode ?? 500
  // What a library calls a status need not be one.
  if (!Number.isInteger(status) || status >= 500 || status < 400) {
    return problem(500, { type: 'internal-error', detail: 'The service failed; its log says why.' })
  }
  switch (status) {
    case 413:
      return problem(413, {
        type: 'body-too-large',
        detail: `The body is larger than the ${request.routeOptions.bodyLimit} bytes that are accepted.`,
      })
    case 415:
      return problem(415, {
        type: 'unsupported-media-type',
        detail: `The content type "${request.headers['content-type'] ?? ''}" is not accepted here; accepted are ${accepts.join(' and ')}.`,
      })
    default:
      return problem(status, { type: 'bad-request', detail: error.message })
  }
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? ''
}
