import { ErpUnauthorised, ErpUnavailable } from '../../errors.ts'
import { type Credential, type Grant, grantedCredential } from '../../http/credential.ts'
import { type Answer, TransportFault } from '../../http/exchange.ts'
import { explanationOf } from '../../http/explanation.ts'
import type { Transport } from '../../http/transport.ts'
import { parseExactJson } from '../../mapping/exact-json.ts'
import type { TrytonConfig } from './config.ts'

/**
 * A session of Tryton's, asked for once and again when it is refused: a call in a session costs a sixth of one with
 * name and password, which are hashed at each (9 and 59 ms).
 */
export function signedIn(config: TrytonConfig, path: string, transport: Transport): Credential {
  const { user, password } = config
  const { origin, pathname } = new URL(config.url)
  const address = { origin, path: pathname.replace(/\/+$/, '') + path }
  const what = `sign-in at ${address.origin}${address.path}`
  const body = JSON.stringify({
    id: 0,
    method: 'common.db.login',
    params: [user, { password }, 'en'],
  })

  async function ask(): Promise<Answer> {
    const headers = { accept: 'application/json', 'content-type': 'application/json' }
    try {
      return await transport.exchange(
        { method: 'POST', ...address, headers, body },
        new AbortController().signal,
      )
    } catch (error) {
      if (!(error instanceof TransportFault)) throw error
      throw new ErpUnavailable(`${what}: ${error.message}`, { cause: error })
    }
  }

  return grantedCredential(async (): Promise<Grant> => {
    const { status, body: answer } = await ask()
    const { result } = (status === 200 ? (parseExactJson(answer) ?? {}) : {}) as { result?: unknown }
    if (Array.isArray(result)) {
      const [id, token] = result as unknown[]
      const session = Buffer.from(`${user}:${String(id)}:${String(token)}`).toString('base64')
      return { proof: { authorization: `Session ${session}` }, lifetimeMs: undefined }
    }
    const message = `${what}: answered ${status}: ${explanationOf(answer)}`
    // 429 after too many bad passwords; 404 where no such database, or another series, is.
    const refused = status === 200 || (status >= 400 && status < 500 && status !== 429)
    throw refused ? new ErpUnauthorised(message) : new ErpUnavailable(message)
  })
}
