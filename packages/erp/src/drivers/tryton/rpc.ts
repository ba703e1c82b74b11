import {
  ErpConflict,
  type ErpError,
  ErpOutcomeUnknown,
  ErpRejected,
  ErpUnauthorised,
  ErpUnavailable,
} from '../../errors.ts'
import { createHttpClient } from '../../http/client.ts'
import { networksOf } from '@channel-adapter/addresses'
import type { Intent } from '../../http/translate.ts'
import { createTransport } from '../../http/transport.ts'
import { explanationOf } from '../../http/explanation.ts'
import { parseExactJson } from '../../mapping/exact-json.ts'
import type { TrytonConfig } from './config.ts'
import { signedIn } from './session.ts'

/** Calls of one Tryton's models. */
export interface Rpc {
  /**
   * @param method such as `purchase.purchase.read`
   * @param context such as the timestamps that a write is conditional on
   * @returns its result, numbers as parseExactJson leaves them
   * @throws errors of errors.ts
   */
  call(
    method: string,
    parameters: readonly unknown[],
    options: { readonly intent: Intent; readonly signal: AbortSignal; readonly context?: unknown },
  ): Promise<unknown>
  close(): Promise<void>
}

export function connectRpc(config: TrytonConfig): Rpc {
  const { url, database, series, networks, timeoutMs, concurrency: connections } = config
  const transport = createTransport({
    connections,
    timeoutMs,
    networks: networks && networksOf(networks),
  })
  const path = series === '7.8' ? `/${database}/` : `/${database}/rpc/`
  const client = createHttpClient({
    url,
    credential: signedIn(config, path, transport),
    connections,
    timeoutMs,
    transport,
    judge: (answer, request, what) =>
      Promise.resolve(
        answer.status === 200 ? errorIn(parseExactJson(answer.body), request.intent, what) : undefined,
      ),
  })
  let calls = 0
  return {
    async call(method, parameters, { intent, signal, context = {} }) {
      calls += 1
      const body = JSON.stringify({ id: calls, method: `model.${method}`, params: [...parameters, context] })
      const answer = await client.send({ method: 'POST', path, body, intent }, signal)
      return (parseExactJson(answer.body) as { readonly result?: unknown }).result
    },
    close: () => client.close(),
  }
}

/** What Python's database drivers say when it was the database's fault and not the request's. */
const DATABASE_FAULT = /OperationalError|InterfaceError|TimeoutError/

/**
 * Our error for an answer with status 200. An error rolls Tryton's transaction back, so that nothing was written.
 * @returns undefined for a result
 */
export function errorIn(answer: unknown, intent: Intent, what: string): ErpError | undefined {
  if (typeof answer !== 'object' || answer === null || !('result' in answer || 'error' in answer)) {
    // Something else answers in Tryton's place; a write may have reached what is behind it.
    const message = `${what}: the answer is none of JSON-RPC`
    return intent === 'write' ? new ErpOutcomeUnknown(message) : new ErpUnavailable(message)
  }
  if (!('error' in answer)) return undefined
  const [type, ...rest]: readonly unknown[] = [answer.error].flat()
  const words = explanationOf(Buffer.from(rest.flat().filter(Boolean).map(String).join(' ')))
  const message = `${what}: ${String(type)}: ${words}`
  if (type === 'ConcurrencyException') return new ErpConflict(message)
  if (type === 'LoginException') return new ErpUnauthorised(message)
  if (intent !== 'write' || DATABASE_FAULT.test(String(type))) return new ErpUnavailable(message)
  return new ErpRejected(message)
}
