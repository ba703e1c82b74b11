import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'

/** Of an OpenID Connect provider. */
export interface TokenOptions {
  readonly issuer: string
  readonly audience: string
  /** Where it publishes its keys. */
  readonly jwksUrl: string
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
 * Checks tokens (RFC 7519) by the provider's published keys. Resolves with a token's claims, or with why it is not
 * accepted, in words for its sender.
 * The function rejects with {@link ProviderAway} when the provider's keys are not to be had.
 */
export function tokenVerifier({
  issuer,
  audience,
  jwksUrl,
  clockSkewSeconds,
}: TokenOptions): (token: string) => Promise<JWTPayload | string> {
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
      return (await jwtVerify(token, keys, options)).payload
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
