import {
  bearerOf,
  claimAt,
  type Claims,
  type IdentityProvider,
  isToken,
  type KeyOwner,
  ownerOfKey,
  ProviderAway,
  type Seal,
  textsOf,
} from '@channel-adapter/identity'
import { problem, ProblemError } from '@channel-adapter/process'
import type { FastifyRequest } from 'fastify'
import type { Principal } from './principal.ts'
import { roleAmong, type Role } from './roles.ts'
import { type Session, type Sessions, sessions } from './session.ts'

/** A script, or whoever else has a key. */
export interface KeyHolder extends KeyOwner {
  readonly id: string
  readonly role: Role
}

/** How callers say who they are. */
export interface Authentication {
  /** Undefined where only keys are taken. */
  readonly provider?: SigningIn
  readonly keys: readonly KeyHolder[]
}

export interface SigningIn {
  readonly provider: IdentityProvider
  readonly rolesClaim: string
  readonly roleOf: ReadonlyMap<string, Role>
  /** For whom tokens of scripts must be; undefined where none are taken. */
  readonly audience: string | undefined
  readonly seal: Seal
  readonly sessionLifetimeMs: number
}

/** Tells who calls. */
export interface Authenticator {
  readonly sessions: Sessions | undefined
  /** By the claims of an ID or access token; undefined for somebody who has no role here. */
  principalOf(claims: Claims): Principal | undefined
  /** @throws {ProblemError} 401, 503 for a credential that does not count */
  callerOf(request: FastifyRequest): Promise<(Partial<Session> & Pick<Session, 'principal'>) | undefined>
}

/** @param isSecure whether somebody reaches us by TLS */
export function authenticator(
  { provider: signingIn, keys }: Authentication,
  isSecure: (request: FastifyRequest) => boolean,
): Authenticator {
  const holderOf = ownerOfKey(keys)
  const cookies = signingIn && sessions(signingIn.seal, signingIn.sessionLifetimeMs, isSecure)

  function principalOf(claims: Claims): Principal | undefined {
    const { sub } = claims
    if (!signingIn || typeof sub !== 'string') return undefined
    const role = roleAmong(textsOf(claimAt(claims, signingIn.rolesClaim)), signingIn.roleOf)
    const [name = sub] = ['name', 'preferred_username', 'email'].flatMap((claim) => textsOf(claims[claim]))
    return role && { subject: sub, name, role, knownBy: 'OPENID' }
  }

  async function byToken(token: string): Promise<Principal> {
    if (signingIn?.audience === undefined) throw unauthenticated('No tokens are taken here.')
    const claims = await signingIn.provider.verify(token, signingIn.audience).catch(raiseAway)
    if (typeof claims === 'string') throw unauthenticated(claims)
    const principal = principalOf(claims)
    if (!principal) throw unauthenticated('The token is of nobody who has a role here.')
    return principal
  }

  function byKey(key: string): Principal {
    const holder = holderOf(key)
    if (!holder) throw unauthenticated('The API key is none that is known here.')
    const { id, role } = holder
    return { subject: id, name: id, role, knownBy: 'API_KEY' }
  }

  return {
    sessions: cookies,
    principalOf,
    async callerOf(request) {
      const credential = bearerOf(request.headers.authorization)
      if (credential === undefined) return cookies?.of(request)
      return { principal: isToken(credential) ? await byToken(credential) : byKey(credential) }
    },
  }
}

export function unauthenticated(detail: string): ProblemError {
  return new ProblemError(problem(401, { type: 'unauthenticated', detail }), { 'www-authenticate': 'Bearer' })
}

function raiseAway(error: unknown): never {
  if (!(error instanceof ProviderAway)) throw error
  const detail = 'The identity provider does not answer, so nobody can tell whose token this is. Try again.'
  throw new ProblemError(problem(503, { type: 'provider-away', detail }), { 'retry-after': '5' })
}
