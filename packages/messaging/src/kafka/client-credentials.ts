import { heldUntilStale, tokenIn, tokenRequest } from '@channel-adapter/oauth'

/** Of a client at a token endpoint (RFC 6749, section 4.4). */
export interface ClientCredentials {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope?: string
}

const TIMEOUT_MS = 10_000

/**
 * Returns a function that resolves with an access token that is still good, and asks for another only when it must.
 * It rejects, without the secret in its words, when none is to be had.
 */
export function clientCredentialsToken(
  credentials: ClientCredentials,
  now: () => number = Date.now,
): () => Promise<string> {
  return heldUntilStale(() => askFor(credentials), now).get
}

async function askFor({ tokenUrl, ...client }: ClientCredentials) {
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    // A redirect would carry the secret to somebody else.
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...tokenRequest(client),
  }).catch((error: unknown) => {
    throw new Error(`${tokenUrl} gives no token: it does not answer`, { cause: error })
  })
  if (!answer.ok) {
    await answer.body?.cancel()
    throw new Error(`${tokenUrl} gives no token: it answers ${answer.status}`)
  }
  const granted = tokenIn(await answer.json())
  if (!granted) throw new Error(`${tokenUrl} gives no token: its answer has no access_token`)
  // Nobody tells us of a token that Kafka refused: one without an end is asked for each time.
  return { value: granted.token, lifetimeMs: granted.lifetimeMs ?? 0 }
}
