import type { LookupFunction } from 'node:net'
import { guardedLookup, refusalOfWritten, type Resolve } from '@channel-adapter/addresses'
import { heldUntilStale, tokenIn, tokenRequest } from '@channel-adapter/oauth'
import { Agent, request } from 'undici'

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
 * It rejects, without the secret in its words, when none is to be had. The address that the URL leads to is judged
 * before the secret goes there (packages/addresses): no cloud's metadata, and this machine only where the URL names it.
 * @param resolve default: the system's
 */
export function clientCredentialsToken(
  credentials: ClientCredentials,
  now: () => number = Date.now,
  resolve?: Resolve,
): () => Promise<string> {
  const lookup = guardedLookup(undefined, resolve)
  return heldUntilStale(() => askFor(credentials, lookup), now).get
}

async function askFor({ tokenUrl, ...client }: ClientCredentials, lookup: LookupFunction) {
  const refusal = refusalOfWritten(new URL(tokenUrl))
  if (refusal !== undefined) throw new Error(`${tokenUrl} is not asked for a token: ${refusal}`)
  const dispatcher = new Agent({ connect: { lookup } })
  try {
    // Redirections are not followed: one would carry the secret to somebody else.
    const { statusCode, body } = await request(tokenUrl, {
      method: 'POST',
      dispatcher,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...tokenRequest(client),
    }).catch((error: unknown) => {
      throw new Error(`${tokenUrl} gives no token: it does not answer`, { cause: error })
    })
    if (statusCode < 200 || statusCode > 299) {
      throw new Error(`${tokenUrl} gives no token: it answers ${statusCode}`)
    }
    const granted = tokenIn(await body.json())
    if (!granted) throw new Error(`${tokenUrl} gives no token: its answer has no access_token`)
    // Nobody tells us of a token that Kafka refused: one without an end is asked for each time.
    return { value: granted.token, lifetimeMs: granted.lifetimeMs ?? 0 }
  } finally {
    // Asked once in an hour or so: nothing is kept open, and of a refusal nothing more is read.
    await dispatcher.destroy()
  }
}
