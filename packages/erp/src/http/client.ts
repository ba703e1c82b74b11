import { pause } from '@channel-adapter/patience'
import { type ErpError, ErpUnavailable } from '../errors.ts'
import { type Credential, type Proof, renewedOnce } from './credential.ts'
import { type Answer, type HttpRequest, TransportFault } from './exchange.ts'
import { noteSent } from '../told-secrets.ts'
import { pacing } from './pacing.ts'
import { errorOfAnswer, errorOfFault, type Intent } from './translate.ts'
import { createTransport, type Transport } from './transport.ts'

export interface HttpClientOptions {
  /** Origin and base path. */
  readonly url: string
  readonly credential: Credential
  /** Connections kept open to the ERP at most. */
  readonly connections: number
  /** Milliseconds for a request and its whole answer. */
  readonly timeoutMs: number
  /** @default 64 MiB */
  readonly maxAnswerBytes?: number
  /** @default one made of the above; it is closed with the client */
  readonly transport?: Transport
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
  /** Other origins to which an answer may lead; it may never lead elsewhere. */
  readonly hosts?: readonly string[]
  /** Requests begun within a second, at most. @default as many as there are */
  readonly requestsPerSecond?: number | undefined
  /**
   * What an answer means where its status does not tell: an error, `ok` in spite of the status, or undefined to go by
   * the status. Not asked after the credential was refused.
   */
  readonly judge?: (answer: Answer, request: ErpRequest, what: string) => Promise<ErpError | 'ok' | undefined>
}

export interface ErpRequest extends Omit<HttpRequest, 'headers' | 'origin'> {
  readonly intent: Intent
  readonly headers?: Readonly<Record<string, string>>
  /** Where the path is an absolute URL that an answer gave: instead of origin and base path. */
  readonly absolute?: boolean
}

export interface HttpClient {
  /**
   * The answer to a request: 2xx, or 404 to a read of one order.
   * @param request its path goes after the base path
   * @throws errors of errors.ts, see translate.ts
   */
  send(request: ErpRequest, signal: AbortSignal): Promise<Answer>
  close(): Promise<void>
}

/** Requests to one ERP over connections kept alive. Nothing is repeated, except once after the credential was renewed. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const base = new URL(options.url)
  const basePath = base.pathname.replace(/\/+$/, '')
  const allowed = new Set([base.origin, ...(options.hosts ?? []).map((host) => new URL(host).origin)])
  const credential = renewedOnce(options.credential)
  const transport = options.transport ?? createTransport(options)
  const paced = pacing(options.requestsPerSecond)

  function placeOf({ path, absolute = false }: ErpRequest): { origin: string; path: string } {
    if (!absolute) return { origin: base.origin, path: basePath + path }
    const url = URL.parse(path, base.origin)
    // A blob: has the origin of the address inside it.
    if (url && /^https?:$/.test(url.protocol) && allowed.has(url.origin))
      return { origin: url.origin, path: url.pathname + url.search }
    throw new ErpUnavailable(
      `${base.origin} leads to ${url?.origin ?? 'no address'}: allowed are ${[...allowed].join(', ')} (see hosts)`,
    )
  }

  async function attempt(
    request: ErpRequest,
    place: { origin: string; path: string },
    proof: Proof | undefined,
    signal: AbortSignal,
  ): Promise<Answer> {
    noteSent(proof)
    const { method, body, onHeaders } = request
    const headers: Record<string, string> = {
      accept: 'application/json',
      ...options.headers,
      ...request.headers,
      ...proof,
    }
    if (body !== undefined) headers['content-type'] ??= 'application/json'
    const waitMs = paced(Date.now())
    if (waitMs > 0) await pause(waitMs, signal)
    try {
      return await transport.exchange(
        { method, ...place, headers, onHeaders, ...(body !== undefined && { body }) },
        signal,
      )
    } catch (error) {
      if (!(error instanceof TransportFault)) throw error
      throw errorOfFault(error, request.intent, `${method} ${place.origin}${place.path}`)
    }
  }

  return {
    async send(request, signal) {
      const place = placeOf(request)
      const proof = await credential.get()
      let answer = await attempt(request, place, proof, signal)
      if ((answer.status === 401 || answer.status === 403) && (await credential.renewed(proof))) {
        answer = await attempt(request, place, await credential.get(), signal)
      }
      const what = `${request.method} ${place.origin}${place.path}`
      const judged = await options.judge?.(answer, request, what)
      const error =
        judged === 'ok' ? undefined : (judged ?? errorOfAnswer(answer, request.intent, what, Date.now()))
      if (error) throw error
      return answer
    },
    close: () => transport.close(),
  }
}
