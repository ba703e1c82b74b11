import { guardedLookup, type Networks, refusalOfWritten, type Resolve } from '@channel-adapter/addresses'
import { turns } from '@channel-adapter/patience'
import { Agent, type Dispatcher, ProxyAgent } from 'undici'
import { type Answer, exchange, type HttpRequest, TransportFault } from './exchange.ts'
import { shapeFaultOf } from './json-shape.ts'

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
  /** Networks in which every host must lie. @default all but loopback, where a host does not name it; see packages/addresses */
  readonly networks?: Networks | undefined
  /** @default the system's */
  readonly resolve?: Resolve | undefined
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
  const turn = turns()
  let judged: { origin: string; refusal: string | undefined } | undefined

  /** An address that is written is looked up nowhere, and behind a proxy nothing is. */
  function refusalOfOrigin(origin: string): string | undefined {
    if (judged?.origin === origin) return judged.refusal
    const refusal = refusalOfWritten(new URL(origin), options.networks)
    judged = { origin, refusal }
    return refusal
  }

  return {
    async exchange(request, signal) {
      const refusal = refusalOfOrigin(request.origin)
      if (refusal !== undefined) throw new TransportFault('no-connection', false, refusal)
      const answer = await exchange(dispatcher, request, limits, signal)
      // Else answers that come together lead to requests that go together, for ever. And what the head of this one has
      // led to leaves before its body takes the processor.
      await turn()
      const fault = shapeFaultOf(answer.body)
      if (fault !== undefined && answer.status < 400) throw new TransportFault('too-large', true, fault)
      return answer
    },
    close: () => dispatcher.close(),
  }
}

function dispatcherOf(options: TransportOptions): Dispatcher {
  const { connections, timeoutMs, tls = {}, proxy, networks, resolve } = options
  const settings = {
    connections,
    allowH2: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // exchange() has one deadline for all of it.
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  const secure = Object.fromEntries(Object.entries(tls).filter(([, pem]) => pem !== undefined))
  if (!proxy) {
    const lookup = guardedLookup(networks, resolve)
    return new Agent({ ...settings, connect: { timeout: timeoutMs, lookup, ...secure } })
  }
  return new ProxyAgent({
    ...settings,
    uri: proxy.url,
    ...(proxy.authorization !== undefined && { token: proxy.authorization }),
    proxyTls: { timeout: timeoutMs, lookup: guardedLookup(undefined, resolve) },
    requestTls: { timeout: timeoutMs, ...secure },
  })
}
