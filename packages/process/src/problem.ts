import { STATUS_CODES } from 'node:http'
import type { FastifyReply } from 'fastify'

/** A place in a request that is wrong, as RFC 9457's own example names it. */
export type ProblemPlace =
  /** JSON Pointer into the body as a URI fragment: "#/data/lines/0/code". */
  | { readonly pointer: string; readonly detail: string }
  /** Name of a header. */
  | { readonly header: string; readonly detail: string }

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
