import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import { type Configuration, Provider } from 'oidc-provider'

/** Somebody who can sign in: by name, and what else the provider says of them. */
export interface Account {
  readonly sub: string
  readonly name: string
  readonly [claim: string]: unknown
}

export interface OpenidProviderOptions {
  readonly accounts: readonly Account[]
  readonly redirectUris: readonly string[]
  readonly signedOutUris?: readonly string[]
  /** 0 takes any free one. */
  readonly port?: number
  /** Whether claims of the account stand in the ID token, or are told by the userinfo endpoint only. @default true */
  readonly claimsInIdToken?: boolean
  /** What tokens of scripts say beside who they are for. */
  readonly tokenClaims?: Readonly<Record<string, unknown>>
}

export interface OpenidProvider {
  readonly issuer: string
  readonly port: number
  /** A token for a script, by its credentials as a client. */
  tokenFor(audience: string): Promise<string>
  stop(): Promise<void>
}

export const CLIENT = { id: 'console', secret: 'a secret of the client' } as const
const SCRIPT = { id: 'nightly', secret: 'a secret of the script' } as const
/** Each start signs with a key of its own. */
let serial = 0

/**
 * A real OpenID Connect provider on loopback that asks nobody for a password: its sign-in page has a button for each
 * account.
 */
export async function startOpenidProvider(options: OpenidProviderOptions): Promise<OpenidProvider> {
  const { accounts, redirectUris, signedOutUris = [], claimsInIdToken = true, tokenClaims = {} } = options
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const claims = [...new Set(accounts.flatMap((account) => Object.keys(account)))]
  const configuration: Configuration = {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [...redirectUris],
        post_logout_redirect_uris: [...signedOutUris],
      },
      {
        client_id: SCRIPT.id,
        client_secret: SCRIPT.secret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: `key-${++serial}`, use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['a key of the tests'] },
    claims: { openid: claims, profile: [] },
    conformIdTokenClaims: !claimsInIdToken,
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, audience) => ({ scope: '', audience, accessTokenFormat: 'jwt' }),
      },
    },
    extraTokenClaims: () => tokenClaims,
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ ...accountOf(sub), sub }) }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    // Nobody is asked for consent.
    async loadExistingGrant({ oidc }) {
      const { account, client } = oidc
      if (!account || !client) return undefined
      const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId })
      grant.addOIDCScope('openid profile')
      await grant.save()
      return grant
    },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
  }
  const accountOf = (sub: string) => accounts.find((account) => account.sub === sub)
  const provider = new Provider(issuer, configuration)
  provider.use(async (context, next) => {
    if (!context.path.startsWith('/interaction/')) return next()
    const { sub } = context.query
    if (typeof sub !== 'string') {
      const links = accounts.map(({ sub: each, name }) => `<p><a href="?sub=${each}">${name}</a></p>`)
      context.type = 'html'
      context.body = `<!doctype html><title>Sign in</title>${links.join('')}`
      return undefined
    }
    const result = { login: { accountId: sub } }
    return provider.interactionFinished(context.req, context.res, result, {
      mergeWithLastSubmission: false,
    })
  })
  const answer = provider.callback()
  server.on('request', (request, response) => void answer(request, response))
  return {
    issuer,
    port,
    async tokenFor(audience) {
      const given = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${SCRIPT.id}:${encodeURIComponent(SCRIPT.secret)}`)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', resource: audience }),
      })
      return ((await given.json()) as { access_token: string }).access_token
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
