import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** A place in a request's body that is wrong, as RFC 9457's own example names it. */
export interface ProblemPlace {
  /** JSON Pointer as a URI fragment: "#/data/lines/0/code". */
  readonly pointer: string
  readonly detail: string
}

/** Problem details for HTTP APIs, RFC 9457. */
export interface ProblemDetails {
  /** A URN such as `urn:channel-adapter:problem:contract-violated`: stable, for programs to tell problems apart. */
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly errors?: readonly ProblemPlace[]
}

export interface ProblemInput {
  /** The last part of the URN: "contract-violated". */
  readonly type: string
  /** The same for every occurrence of the type. @default the status's own words */
  readonly title?: string
  /** What happened here and how to mend it. */
  readonly detail: string
  readonly errors?: readonly ProblemPlace[]
}

export function problem(status: number, { type, title, detail, errors }: ProblemInput): ProblemDetails {
  return {
    type: `urn:channel-adapter:problem:${type}`,
    title: title ?? STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    ...(errors && { errors }),
  }
}

/** Thrown by a handler or a parser to be answered as its problem. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: ProblemDetails
  /** Sent with it, such as retry-after. */
  readonly headers: Readonly<Record<string, string>>

  constructor(details: ProblemDetails, headers: Readonly<Record<string, string>> = {}) {
    super(details.detail)
    this.problem = details
    this.headers = headers
  }
}

export function sendProblem(reply: FastifyReply, details: ProblemDetails): FastifyReply {
  // As text, so that no response schema of the route can drop a member.
  return reply.code(details.status).type('application/problem+json').send(JSON.stringify(details))
}

/**
 * Makes a fastify instance answer every error and unknown route as a problem. What is not meant for the caller (a bug)
 * is a 500 without its text, and an error in the log.
 */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | ProblemError, request, reply) => {
    if (error instanceof ProblemError) {
      return sendProblem(reply.headers(error.headers), error.problem)
    }
    const details = problemOf(error, request)
    if (details.status >= 500) request.log.error({ err: error }, 'a request failed')
    return sendProblem(reply, details)
  })
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      reply,
      problem(404, {
        type: 'not-found',
        detail: `There is nothing at ${request.method} ${pathOf(request)}.`,
      }),
    ),
  )
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

function problemOf(error: FastifyError, request: FastifyRequest): ProblemDetails {
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
  if (status >= 500 || status < 400) {
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
        detail: `The content type "${request.headers['content-type'] ?? ''}" is not accepted here.`,
      })
    default:
      return problem(status, { type: 'bad-request', detail: error.message })
  }
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? ''
}
