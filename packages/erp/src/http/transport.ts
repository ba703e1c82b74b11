import { Agent, type Dispatcher, ProxyAgent } from 'undici'
import { type Answer, exchange, type HttpRequest } from './exchange.ts'

/** The largest answer that is read: far beyond a page of 1,000 orders, far below what would exhaust us. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024
/** Idle connections are closed before the usual server or balancer (5 s and more) does it under a request. */
const KEEP_ALIVE_MS = 4000

export interface TransportOptions {
  /** Connections kept open to each host at most. */
  readonly connections: number
  /** Milliseconds for a request and its whole answer. */
  readonly timeoutMs: number
  /** @default 64 MiB */
  readonly maxAnswerBytes?: number | undefined
  /** PEM texts: whom to trust instead of the usual authorities, and what proves who we are (mutual TLS). */
  readonly tls?:
    | {
        readonly ca?: string | undefined
        readonly cert?: string | undefined
        readonly key?: string | undefined
        readonly passphrase?: string | undefined
      }
    | undefined
  readonly proxy?: { readonly url: string; readonly authorization?: string | undefined } | undefined
}

/** The way to an ERP, whoever asks and whatever for: connections kept alive, deadlines, TLS, a proxy. */
export interface Transport {
  /** @throws {TransportFault} */
  exchange(request: HttpRequest & { readonly origin: string }, signal: AbortSignal): Promise<Answer>
  close(): Promise<void>
}

export function createTransport(options: TransportOptions): Transport {
  const { timeoutMs, maxAnswerBytes = MAX_ANSWER_BYTES } = options
  const dispatcher = dispatcherOf(options)
  const limits = { deadlineMs: timeoutMs, maxAnswerBytes }
  return {
    exchange: (request, signal) => exchange(dispatcher, request, limits, signal),
    close: () => dispatcher.close(),
  }
}

function dispatcherOf({ connections, timeoutMs, tls = {}, proxy }: TransportOptions): Dispatcher {
  const settings = {
    connections,
    allowH2: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // exchange() has one deadline for all of it.
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  const secure = Object.fromEntries(Object.entries(tls).filter(([, pem]) => pem !== undefined))
  if (!proxy) return new Agent({ ...settings, connect: { timeout: timeoutMs, ...secure } })
  return new ProxyAgent({
    ...settings,
    uri: proxy.url,
    ...(proxy.authorization !== undefined && { token: proxy.authorization }),
    requestTls: { timeout: timeoutMs, ...secure },
  })
}
