/** Who asks at a token endpoint (RFC 6749). */
export interface TokenClient {
  readonly clientId: string
  readonly clientSecret: string
  readonly scope?: string | undefined
  /** With it the grant is refresh_token (6), without it client_credentials (4.4). */
  readonly refreshToken?: string | undefined
  /** Where id and secret are sent (2.3.1). @default header */
  readonly clientIn?: 'header' | 'body' | undefined
  /** More form fields. */
  readonly parameters?: Readonly<Record<string, string>> | undefined
}

export interface TokenGrant {
  readonly token: string
  /** Milliseconds; undefined where the server does not say. */
  readonly lifetimeMs: number | undefined
  /** The refresh token for the next time, where the server replaces it at each use (6). */
  readonly refreshToken: string | undefined
}

/** What is posted to a token endpoint. Redirections of it must not be followed: it holds the secret. Pure. */
export function tokenRequest(client: TokenClient): { headers: Record<string, string>; body: string } {
  const { clientId, clientSecret, scope, refreshToken, clientIn = 'header', parameters } = client
  const form = new URLSearchParams({
    grant_type: refreshToken === undefined ? 'client_credentials' : 'refresh_token',
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    ...(scope !== undefined && { scope }),
    ...(clientIn === 'body' && { client_id: clientId, client_secret: clientSecret }),
    ...parameters,
  })
  return {
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      // 2.3.1: both are form-encoded before they are joined.
      ...(clientIn === 'header' && {
        authorization: basicAuthorization(encodeURIComponent(clientId), encodeURIComponent(clientSecret)),
      }),
    },
    body: form.toString(),
  }
}

/** What a token endpoint granted (5.1); undefined when its answer holds no access_token. Pure. */
export function tokenIn(answer: unknown): TokenGrant | undefined {
  const fields = typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {}
  const { access_token: token, expires_in: seconds, refresh_token: refreshToken } = fields
  if (typeof token !== 'string' || token === '') return undefined
  const lifetimeMs = Number(seconds ?? NaN) * 1000
  return {
    token,
    // Some servers give it as text.
    lifetimeMs: Number.isFinite(lifetimeMs) ? lifetimeMs : undefined,
    refreshToken: typeof refreshToken === 'string' ? refreshToken : undefined,
  }
}

function basicAuthorization(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}
