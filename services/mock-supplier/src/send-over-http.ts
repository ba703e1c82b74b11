import { contracts, orderKey, type OrderUpdate } from '@channel-adapter/contracts'
import {
  type IncomingMessage,
  journeyOf,
  type Logger,
  Transient,
  Unprocessable,
} from '@channel-adapter/messaging'
import { Pool } from 'undici'
import type { SendAnswer } from './handle-snapshot.ts'

export interface GatewayRoad {
  readonly send: SendAnswer
  close(): Promise<void>
}

const CONNECTIONS = 64
const TIMEOUT_MS = 15_000
/** A wrong address or credential is mended by a person, and is no fault of the message. */
const MISCONFIGURED_RETRY_MS = 15_000
const MISCONFIGURED = new Set([401, 403, 404, 405])
const NOT_NOW = new Set([408, 425, 429])
/** RFC 9457 `type` of the gateway's problem: it has this answer, made from another snapshot of the same revision. */
const KEY_REUSED = 'urn:channel-adapter:problem:idempotency-key-reused'
const LONGEST_TEXT = 500

/**
 * Answers through the publisher gateway, as a partner without Kafka does, over connections that are kept.
 * @param gatewayUrl the gateway's base, with or without a trailing slash
 * @param key API key or token, where the gateway asks for one
 */
export function openGateway(gatewayUrl: string, log: Logger, key?: string): GatewayRoad {
  const url = new URL(`${gatewayUrl.replace(/\/+$/, '')}/send`)
  const pool = new Pool(url.origin, {
    connections: CONNECTIONS,
    connect: { timeout: 3000 },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  })

  async function post(update: OrderUpdate, snapshot: IncomingMessage, signal: AbortSignal) {
    const { statusCode, headers, body } = await pool.request({
      method: 'POST',
      path: url.pathname,
      headers: {
        'content-type': 'application/cloudevents+json',
        'idempotency-key': update.id,
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...traceOf(snapshot),
      },
      body: JSON.stringify(cloudEvent(update)),
      signal,
    })
    return { statusCode, retryAfter: headers['retry-after'], text: await body.text() }
  }

  return {
    async send(update, snapshot, signal) {
      const { statusCode, retryAfter, text } = await post(update, snapshot, signal).catch(
        (error: unknown) => {
          throw new Transient(`the gateway does not answer: ${String(error)}`, { cause: error })
        },
      )
      if (statusCode < 300 || (statusCode === 422 && text.includes(KEY_REUSED))) return
      const said = `the gateway answers ${statusCode}: ${text.slice(0, LONGEST_TEXT)}`
      if (statusCode >= 500 || NOT_NOW.has(statusCode)) throw new Transient(said, waitOf(retryAfter))
      if (statusCode < 400 || MISCONFIGURED.has(statusCode))
        throw new Transient(said, { retryAfterMs: MISCONFIGURED_RETRY_MS })
      log.error(
        { order: orderKey(update), update: update.id, statusCode, text },
        'the gateway refuses an answer',
      )
      throw new Unprocessable('gateway-refused', said)
    },
    close: () => pool.close(),
  }
}

/** The structured content mode of CloudEvents 1.0's JSON format. */
function cloudEvent(update: OrderUpdate): object {
  return {
    specversion: '1.0',
    id: update.id,
    source: `/partners/${update.partner}`,
    type: contracts.orderUpdate.name,
    subject: orderKey(update),
    time: update.occurredAt,
    datacontenttype: 'application/json',
    data: update,
  }
}

/** The answer goes on with the trace of the snapshot that it answers. */
function traceOf({ headers }: IncomingMessage): Record<string, string> {
  const { traceparent, correlationId } = journeyOf(headers)
  return {
    ...(traceparent !== undefined && { traceparent }),
    ...(correlationId !== undefined && { 'x-request-id': correlationId }),
  }
}

function waitOf(retryAfter: string | string[] | undefined): { retryAfterMs?: number } {
  const seconds = Number(retryAfter)
  return seconds > 0 ? { retryAfterMs: seconds * 1000 } : {}
}
