/** Of a client at a token endpoint (RFC 6749, section 4.4). */
export interface ClientCredentials {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope?: string
}

const TIMEOUT_MS = 10_000
/** A token is used no longer than this before its end, so that it does not end on its way. */
const SPARE_MS = 30_000

interface Token {
  readonly value: string
  readonly goodUntil: number
}

/**
 * Returns a function that resolves with an access token that is still good, and asks for another only when it must.
 * It rejects, without the secret in its words, when none is to be had.
 */
export function clientCredentialsToken(
  credentials: ClientCredentials,
  now: () => number = Date.now,
): () => Promise<string> {
  let held: Promise<Token> | undefined
  return async () => {
    const token = await held?.catch(() => undefined)
    if (token && now() < token.goodUntil) return token.value
    const asked = askFor(credentials, now)
    held = asked
    return (await asked).value
  }
}

async function askFor(
  { tokenUrl, clientId, clientSecret, scope }: ClientCredentials,
  now: () => number,
): Promise<Token> {
  const basic = [clientId, clientSecret].map(encodeURIComponent).join(':')
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    // A redirect would carry the secret to somebody else.
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { authorization: `Basic ${btoa(basic)}`, accept: 'application/json' },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope !== undefined && { scope }) }),
  }).catch((error: unknown) => {
    throw new Error(`${tokenUrl} gives no token: it does not answer`, { cause: error })
  })
  if (!answer.ok) {
    await answer.body?.cancel()
    throw new Error(`${tokenUrl} gives no token: it answers ${answer.status}`)
  }
  const { access_token: value, expires_in: seconds } = (await answer.json()) as Record<string, unknown>
  if (typeof value !== 'string' || value === '') {
    throw new Error(`${tokenUrl} gives no token: its answer has no access_token`)
  }
  const lifetimeMs = typeof seconds === 'number' ? seconds * 1000 : 0
  return { value, goodUntil: now() + lifetimeMs - SPARE_MS }
}
