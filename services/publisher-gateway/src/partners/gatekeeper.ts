import { bearerOf, isToken, ownerOfKey, ProviderAway } from '@channel-adapter/identity'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Partner } from '@channel-adapter/partners'
import { problem, ProblemError, sendProblem } from '@channel-adapter/process'
import { isBinaryEvent } from '../cloud-event.ts'
import { type Admission, quota } from './quota.ts'
import { verifySignature } from './signature.ts'
import { partnerOfToken, type PartnerTokens } from './token-owner.ts'

/** Who may call, and how they say who they are. */
export interface Authentication {
  readonly partners: readonly Partner[]
  /** Where tokens come from; without it only API keys are taken. */
  readonly tokens?: PartnerTokens
}

/** Stands before POST /send where callers are authenticated. */
export interface Gatekeeper {
  /**
   * Tells who calls, and admits the request to the partner's quota until its answer has left; before the body is read.
   * Answers 429 itself.
   * @throws {ProblemError} 401, 503
   */
  admit(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined>
  /** Who was admitted. */
  callerOf(request: FastifyRequest): Caller
}

export interface Caller {
  readonly partner: Partner
  /**
   * Checks the signature, where the partner signs. @returns the id that stands for the request, undefined where it does not
   * @throws {ProblemError} 401
   */
  signedId(body: Buffer, nowMs: number): string | undefined
}

/** @param now milliseconds, never going back */
export function gatekeeper({ partners, tokens }: Authentication, now: () => number): Gatekeeper {
  const byKey = ownerOfKey(partners)
  const byToken = tokens && partnerOfToken(partners, tokens)
  const quotas = new Map(partners.map((partner) => [partner, quota(partner, now)]))
  const callers = new WeakMap<FastifyRequest, Partner>()

  async function partnerOf(authorization: string | undefined): Promise<Partner> {
    const credential = bearerOf(authorization)
    if (credential === undefined) {
      throw unauthenticated('A credential is needed: "Authorization: Bearer" and an API key or a token.')
    }
    if (byToken && isToken(credential)) {
      const found = await byToken(credential).catch(raiseAway)
      if (typeof found === 'string') throw unauthenticated(found)
      return found
    }
    const found = byKey(credential)
    if (!found) throw unauthenticated('The API key is none that is known here.')
    return found
  }

  return {
    async admit(request, reply) {
      const partner = await partnerOf(request.headers.authorization)
      const admission: Admission = quotas.get(partner)?.() ?? { retryAfterSeconds: 1 }
      // Not thrown: a stack for each would make refusing a flood a tenth dearer.
      if ('retryAfterSeconds' in admission) return tooMany(reply, partner, admission.retryAfterSeconds)
      // Comes also when the caller hangs up, as fastify's own onResponse does not; it may have, while its token was looked at.
      if (reply.raw.closed) admission.leave()
      else reply.raw.once('close', admission.leave)
      callers.set(request, partner)
      return undefined
    },
    callerOf(request) {
      const partner = callers.get(request)
      if (!partner) throw new Error('the request was not admitted')
      return {
        partner,
        signedId(body, nowMs) {
          if (partner.signingSecrets.length === 0) return undefined
          const verified = verifySignature(request.headers, body, partner.signingSecrets, nowMs)
          if ('fault' in verified) throw unauthenticated(verified.fault)
          // What they say would not be signed.
          if (isBinaryEvent(request.headers))
            throw unauthenticated('A signed event must be sent in structured mode.')
          return verified.id
        },
      }
    },
  }
}

function unauthenticated(detail: string): ProblemError {
  return new ProblemError(problem(401, { type: 'unauthenticated', detail }), { 'www-authenticate': 'Bearer' })
}

function tooMany(
  reply: FastifyReply,
  { id, requestsPerSecond, concurrency }: Partner,
  seconds: number,
): FastifyReply {
  const detail = `"${id}" may send ${requestsPerSecond} requests a second and have ${concurrency} under way. Nothing was sent; try again.`
  return sendProblem(
    reply.header('retry-after', String(seconds)),
    problem(429, { type: 'quota-exceeded', detail }),
  )
}

function raiseAway(error: unknown): never {
  if (!(error instanceof ProviderAway)) throw error
  const detail = 'The provider of tokens does not answer, so nobody can tell whose token this is. Try again.'
  throw new ProblemError(problem(503, { type: 'provider-away', detail }), { 'retry-after': '5' })
}
