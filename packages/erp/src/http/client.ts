import { Pool } from 'undici'
import { type Credential, renewedOnce } from './credential.ts'
import { type Answer, exchange, type HttpRequest, TransportFault } from './exchange.ts'
import { errorOfAnswer, errorOfFault, type Intent } from './translate.ts'

/** The largest answer that is read: far beyond a page of 1,000 orders, far below what would exhaust us. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024
/** Idle connections are closed before the usual server or balancer (5 s and more) does it under a request. */
const KEEP_ALIVE_MS = 4000

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
}

export interface ErpRequest extends Omit<HttpRequest, 'headers'> {
  readonly intent: Intent
  readonly headers?: Readonly<Record<string, string>>
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
  const { origin, pathname } = new URL(options.url)
  const basePath = pathname.replace(/\/+$/, '')
  const credential = renewedOnce(options.credential)
  const limits = {
    deadlineMs: options.timeoutMs,
    maxAnswerBytes: options.maxAnswerBytes ?? MAX_ANSWER_BYTES,
  }
  const pool = new Pool(origin, {
    connections: options.connections,
    allowH2: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: options.timeoutMs },
    // exchange() has one deadline for all of it.
    headersTimeout: 0,
    bodyTimeout: 0,
  })

  async function attempt(
    request: ErpRequest,
    authorization: string | undefined,
    signal: AbortSignal,
  ): Promise<Answer> {
    const { method, body } = request
    const headers: Record<string, string> = { accept: 'application/json', ...request.headers }
    if (authorization !== undefined) headers['authorization'] = authorization
    if (body !== undefined) headers['content-type'] = 'application/json'
    const path = basePath + request.path
    try {
      return await exchange(
        pool,
        { method, path, headers, ...(body !== undefined && { body }) },
        limits,
        signal,
      )
    } catch (error) {
      if (!(error instanceof TransportFault)) throw error
      throw errorOfFault(error, request.intent, `${method} ${origin}${path}`)
    }
  }

  return {
    async send(request, signal) {
      const authorization = await credential.get()
      let answer = await attempt(request, authorization, signal)
      if ((answer.status === 401 || answer.status === 403) && (await credential.renewed(authorization))) {
        answer = await attempt(request, await credential.get(), signal)
      }
      const error = errorOfAnswer(
        answer,
        request.intent,
        `${request.method} ${origin}${basePath}${request.path}`,
        Date.now(),
      )
      if (error) throw error
      return answer
    },
    close: () => pool.close(),
  }
}
