import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { STATUS_CODES } from 'node:http'
import type { Fault } from '../orders/draft.ts'

/** An RFC 9457 answer. `errors` name the places in the request's body. */
export interface Problem {
  readonly status: number
  readonly detail: string
  readonly errors?: readonly Fault[]
}

export function sendProblem(reply: FastifyReply, { status, detail, errors }: Problem): FastifyReply {
  const title = STATUS_CODES[status] ?? 'Error'
  return reply
    .code(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title, status, detail, errors }))
}

/** Answers what the framework or a handler threw: the framework's 4xx as they are, all else 500 without its text. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  if (error.validation) {
    const errors = error.validation.map((fault) => ({
      pointer: fault.instancePath,
      detail: [fault.message, extraProperty(fault.params)].filter(Boolean).join(': '),
    }))
    sendProblem(reply, { status: 400, detail: error.message, errors })
  } else if (error.statusCode !== undefined && error.statusCode < 500) {
    sendProblem(reply, { status: error.statusCode, detail: error.message })
  } else {
    request.log.error(error)
    sendProblem(reply, { status: 500, detail: 'The ERP failed; its log says why.' })
  }
}

function extraProperty(params: Record<string, unknown>): string | undefined {
  const name = params['additionalProperty']
  return typeof name === 'string' ? name : undefined
}
