import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './problem.ts'

/** A hook that lets only requests with one of the tokens pass; with no token at all the door stands open. */
export function requireToken(
  tokens: readonly string[],
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined> {
  const accepted = tokens.map(digest)
  return async (request, reply) => {
    if (accepted.length === 0) return undefined
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (token !== undefined && accepted.some((known) => timingSafeEqual(known, digest(token))))
      return undefined
    reply.header('www-authenticate', token === undefined ? 'Bearer' : 'Bearer error="invalid_token"')
    return sendProblem(reply, { status: 401, detail: 'A valid bearer token is required.' })
  }
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
