import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import type { Partner } from './partners.ts'

/** Of an OpenID Connect provider. */
export interface TokenOptions {
  readonly issuer: string
  readonly audience: string
  /** Where it publishes its keys. */
  readonly jwksUrl: string
  /** The claim that tells who it is. */
  readonly claim: string
  readonly clockSkewSeconds: number
}

/** The provider's keys are not to be had: nothing is known of the token. */
export class ProviderAway extends Error {
  override readonly name = 'ProviderAway'
}

// A provider that changes its keys publishes the new one first: an unknown one makes us look again, not more often than this.
const COOLDOWN_MS = 30_000
const TIMEOUT_MS = 5000
/** Signed with a key pair: a shared secret could be forged by whoever verifies, and "none" by anybody. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA']

/**
 * Finds whose token this is. Resolves with why it is not accepted instead, in words for its sender.
 * The function rejects with {@link ProviderAway} when the provider's keys are not to be had.
 */
export function partnerOfToken(
  partners: readonly Partner[],
  { issuer, audience, jwksUrl, claim, clockSkewSeconds }: TokenOptions,
): (token: string) => Promise<Partner | string> {
  const bySubject = new Map(partners.map((partner) => [partner.subject, partner]))
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    cooldownDuration: COOLDOWN_MS,
    timeoutDuration: TIMEOUT_MS,
  })
  const options = {
    issuer,
    audience,
    clockTolerance: clockSkewSeconds,
    algorithms: ALGORITHMS,
    requiredClaims: ['exp'],
  }
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, options)
      const subject = payload[claim]
      const partner = typeof subject === 'string' ? bySubject.get(subject) : undefined
      return partner ?? 'The token is of nobody who may send here.'
    } catch (error) {
      if (error instanceof errors.JWTExpired) return 'The token has expired.'
      if (error instanceof errors.JWTClaimValidationFailed)
        return `The token's claim "${error.claim}" is not accepted.`
      const ofToken =
        error instanceof errors.JOSEError &&
        !(error instanceof errors.JWKSTimeout) &&
        !(error instanceof errors.JWKSInvalid) &&
        error.code !== 'ERR_JOSE_GENERIC'
      if (ofToken) return 'The token is not valid.'
      throw new ProviderAway(`the keys of ${issuer} are not to be had`, { cause: error })
    }
  }
}
