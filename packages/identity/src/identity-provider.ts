import * as openid from 'openid-client'
import { type Claims, claimAt } from './claims.ts'
import { ProviderAway, tokenVerifier } from './tokens.ts'

export interface ProviderOptions {
  readonly issuer: string
  readonly clientId: string
  /** Undefined for a public client, which PKCE alone protects. */
  readonly clientSecret: string | undefined
  readonly scope: string
  /** A claim that must be known: asked of the userinfo endpoint if the ID token does not have it. */
  readonly claim: string
  readonly clockSkewSeconds: number
}

/** What must be remembered between the way to the provider and the way back. */
export interface PendingSignIn {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** The provider, or what came back from it, does not prove who somebody is. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused'
}

/** Signs people in: OpenID Connect's authorization code flow with PKCE. All of it may throw {@link ProviderAway}. */
export interface IdentityProvider {
  /** @param redirectUri where the provider sends people back: registered there */
  begin(redirectUri: string): Promise<{ readonly url: URL; readonly pending: PendingSignIn }>
  /** @param url as somebody came back @throws {SignInRefused} */
  complete(url: URL, pending: PendingSignIn): Promise<Claims & { readonly sub: string }>
  /** Where somebody is signed out at the provider, too; undefined where it offers no such place. */
  signOutUrl(returnTo: string): Promise<URL | undefined>
  /** Checks a token that the provider has issued for this audience. @returns why it is not accepted, where it is not */
  verify(token: string, audience: string): Promise<Claims | string>
}

const TIMEOUT_SECONDS = 5

/** Nothing is asked of the provider before somebody needs it: its outage is none of ours until then. */
export function identityProvider(options: ProviderOptions): IdentityProvider {
  const { issuer, clientId, clientSecret, scope, claim, clockSkewSeconds } = options
  let discovered: Promise<openid.Configuration> | undefined
  const verifiers = new Map<string, ReturnType<typeof tokenVerifier>>()

  async function configuration(): Promise<openid.Configuration> {
    discovered ??= openid.discovery(
      new URL(issuer),
      clientId,
      { [openid.clockTolerance]: clockSkewSeconds },
      clientSecret === undefined ? openid.None() : openid.ClientSecretBasic(clientSecret),
      {
        timeout: TIMEOUT_SECONDS,
        execute: [
          // By its keys too, not only by where it came from.
          openid.enableNonRepudiationChecks,
          // The configuration lets only this machine be spoken to in the clear.
          ...(issuer.startsWith('http:') ? [openid.allowInsecureRequests] : []),
        ],
      },
    )
    try {
      return await discovered
    } catch (error) {
      discovered = undefined
      throw new ProviderAway(`${issuer} does not say how it is asked`, { cause: error })
    }
  }

  async function claimsOf(
    config: openid.Configuration,
    url: URL,
    { state, nonce, verifier }: PendingSignIn,
  ): Promise<Claims & { readonly sub: string }> {
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier }
    const tokens = await openid.authorizationCodeGrant(config, url, { ...checks, idTokenExpected: true })
    const claims = tokens.claims()
    if (!claims) throw new SignInRefused('the provider gave no ID token')
    if (claimAt(claims, claim) !== undefined || !config.serverMetadata().userinfo_endpoint) return claims
    return { ...(await openid.fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims }
  }

  return {
    async begin(redirectUri) {
      const config = await configuration()
      const pending = {
        state: openid.randomState(),
        nonce: openid.randomNonce(),
        verifier: openid.randomPKCECodeVerifier(),
      }
      const url = openid.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope,
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
      })
      return { url, pending }
    },
    async complete(url, pending) {
      const config = await configuration()
      try {
        return await claimsOf(config, url, pending)
      } catch (error) {
        if (isAway(error)) throw new ProviderAway(`${issuer} does not answer`, { cause: error })
        throw new SignInRefused('the sign-in was not accepted', { cause: error })
      }
    },
    async signOutUrl(returnTo) {
      const config = await configuration()
      if (!config.serverMetadata().end_session_endpoint) return undefined
      return openid.buildEndSessionUrl(config, { post_logout_redirect_uri: returnTo })
    },
    async verify(token, audience) {
      const known = (await configuration()).serverMetadata()
      const ofTokens = { issuer: known.issuer, audience, jwksUrl: known.jwks_uri ?? '', clockSkewSeconds }
      const verifier = verifiers.get(audience) ?? tokenVerifier(ofTokens)
      verifiers.set(audience, verifier)
      return verifier(token)
    },
  }
}

/** Whether the provider could not be asked, or could not answer; else it has refused. */
function isAway(error: unknown): boolean {
  if (error instanceof openid.ResponseBodyError) return error.status >= 500
  if (error instanceof openid.ClientError) return error.code === 'OAUTH_TIMEOUT' || isAway(error.cause)
  return error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError')
}
