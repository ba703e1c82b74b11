import { tokenIn, tokenRequest } from '@channel-adapter/oauth'
import { ErpUnauthorised, ErpUnavailable } from '../../errors.ts'
import {
  basicCredential,
  bearerToken,
  type Credential,
  fixedCredential,
  type Grant,
  grantedCredential,
  type Proof,
} from '../../http/credential.ts'
import { type Answer, type HttpRequest, TransportFault } from '../../http/exchange.ts'
import { explanationOf } from '../../http/explanation.ts'
import type { Transport } from '../../http/transport.ts'
import { noteSent } from '../../told-secrets.ts'
import { parseExactJson } from '../../mapping/exact-json.ts'
import { compileHeaders } from './address.ts'
import type { Access } from './config-access.ts'
import { withCsrfToken } from './csrf.ts'
import { compile } from './expression.ts'

type Session = NonNullable<Access['session']>
type OAuth2 = NonNullable<Access['oauth2']>
type Csrf = NonNullable<Access['csrf']>

/** Where the ERP is, and what every request to it carries. */
export interface Place {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** What proves to an ERP who we are, as its configuration says. */
export function credentialOf(access: Access, place: Place, transport: Transport): Credential {
  const way = wayOf(access, place, transport)
  return access.csrf ? withCsrfToken(way, csrfRequest(access.csrf, place, transport)) : way
}

function wayOf(access: Access, place: Place, transport: Transport): Credential {
  const { basic, bearer, apiKey, oauth2, session } = access
  if (basic) return basicCredential(basic.user, basic.password)
  if (bearer) return bearerToken(bearer.token)
  if (apiKey) return fixedCredential({ [apiKey.header.toLowerCase()]: apiKey.key })
  if (oauth2) return grantedCredential(tokenGrant(oauth2, transport))
  if (session) return grantedCredential(logIn(session, place, transport))
  return fixedCredential(undefined)
}

function tokenGrant(config: OAuth2, transport: Transport): () => Promise<Grant> {
  const { origin, pathname, search } = new URL(config.tokenUrl)
  let { refreshToken } = config
  return async () => {
    const request = tokenRequest({ ...config, clientSecret: config.clientSecret ?? '', refreshToken })
    const answer = await ask(transport, { method: 'POST', origin, path: pathname + search, ...request })
    const granted = tokenIn(parseExactJson(answer.body))
    if (!granted) throw new ErpUnauthorised(`${origin}${pathname}: the answer holds no access_token`)
    if (refreshToken !== undefined) refreshToken = granted.refreshToken ?? refreshToken
    return { proof: { authorization: `Bearer ${granted.token}` }, lifetimeMs: granted.lifetimeMs }
  }
}

function logIn(config: Session, place: Place, transport: Transport): () => Promise<Grant> {
  const { origin, path } = below(place, config.path)
  const headersOf = compileHeaders(config.headers)
  const bodyOf = compile(config.body)
  const sendOf = compileHeaders(config.send)
  const credentials = { user: config.user, password: config.password }
  return async () => {
    const headers: Record<string, string> = {
      accept: 'application/json',
      ...place.headers,
      ...(await headersOf(credentials)),
    }
    let body: string | undefined
    if (config.method !== 'GET') {
      const content = await bodyOf(credentials)
      body = typeof content === 'string' ? content : JSON.stringify(content)
      headers['content-type'] ??= 'application/json'
    }
    const request = { method: config.method, origin, path, headers, ...(body !== undefined && { body }) }
    const answer = await ask(transport, request)
    const sent = await sendOf({ body: parseExactJson(answer.body), headers: answer.headers })
    const cookies = config.cookies ? cookiesOf(answer) : ''
    if (cookies === '' && Object.keys(sent).length === 0) {
      throw new ErpUnauthorised(`${origin}${path}: the answer gives neither a cookie nor what send asks for`)
    }
    return { proof: { ...sent, ...(cookies !== '' && { cookie: cookies }) }, lifetimeMs: config.lifetimeMs }
  }
}

function csrfRequest(config: Csrf, place: Place, transport: Transport): (proof: Proof) => Promise<Proof> {
  const name = config.header.toLowerCase()
  const target = below(place, config.path)
  return async (proof) => {
    const headers = { accept: 'application/json', ...place.headers, ...proof, [name]: 'Fetch' }
    const answer = await ask(transport, { method: 'GET', ...target, headers })
    const token = answer.headers[name]
    if (typeof token !== 'string' || /^(?:required|fetch)?$/i.test(token))
      throw new ErpUnauthorised(`GET ${target.origin}${target.path}: the answer gives no ${config.header}`)
    const cookies = [proof['cookie'] ?? [], cookiesOf(answer) || []].flat().join('; ')
    return { [name]: token, ...(cookies !== '' && { cookie: cookies }) }
  }
}

function below({ url }: Place, path: string): { origin: string; path: string } {
  const { origin, pathname } = new URL(url)
  return { origin, path: pathname.replace(/\/+$/, '') + path }
}

/** @throws {ErpUnauthorised} when it is refused, {ErpUnavailable} when there is no answer: secrets are in neither */
async function ask(transport: Transport, request: HttpRequest & { origin: string }): Promise<Answer> {
  const { authorization } = request.headers
  noteSent(authorization === undefined ? undefined : { authorization })
  const what = `${request.method} ${request.origin}${request.path}`
  let answer: Answer
  try {
    answer = await transport.exchange(request, new AbortController().signal)
  } catch (error) {
    if (!(error instanceof TransportFault)) throw error
    throw new ErpUnavailable(`${what}: ${error.message}`, { cause: error })
  }
  const { status } = answer
  if (status >= 200 && status < 300) return answer
  const message = `${what}: answered ${status}: ${explanationOf(answer.body)}`
  throw status >= 400 && status < 500 && status !== 429
    ? new ErpUnauthorised(message)
    : new ErpUnavailable(message)
}

/** The cookies that an answer sets, for one host and one purpose: neither path nor age matter. */
function cookiesOf({ headers }: Answer): string {
  return [headers['set-cookie'] ?? []]
    .flat()
    .flatMap((cookie) => cookie.split(';')[0]?.trim() || [])
    .join('; ')
}
