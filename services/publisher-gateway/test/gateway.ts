import { contracts } from '@channel-adapter/contracts'
import { registryOfAll } from '@channel-adapter/contracts/testing'
import type { OutgoingMessage } from '@channel-adapter/messaging'
import type { Checks } from '@channel-adapter/process'
import type { FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import { createApp, type GatewayLimits } from '../src/app.ts'
import { type Codecs, openCodecs } from '../src/channel.ts'
import type { Authentication } from '../src/partners/gatekeeper.ts'
import { expectDocumented } from './documented.ts'

/** A gateway whose messages are recorded instead of published. Whatever it answers must be in its OpenAPI document. */
export interface TestGateway {
  readonly app: FastifyInstance
  readonly codecs: Codecs
  readonly published: OutgoingMessage[]
  readonly post: (
    payload: string | Buffer,
    headers?: Record<string, string>,
  ) => Promise<{ status: number; headers: Record<string, unknown>; text: string; json: () => unknown }>
}

export const NOW = Date.UTC(2026, 10, 24, 20)
export const LIMITS: GatewayLimits = {
  bodyBytes: 256 * 1024,
  jsonDepth: 64,
  requestMs: 10_000,
  connectionMs: 30_000,
  connections: 2000,
}

export async function testGateway(
  options: {
    publish?: (messages: readonly OutgoingMessage[]) => Promise<void>
    limits?: Partial<GatewayLimits>
    idempotency?: { maxKeys: number; maxAgeMs: number }
    open?: boolean
    checks?: Checks
    authentication?: Authentication
    now?: () => number
  } = {},
): Promise<TestGateway> {
  const {
    publish,
    limits,
    idempotency = { maxKeys: 100, maxAgeMs: 60_000 },
    open = true,
    checks = {},
    authentication,
    now = () => NOW,
  } = options
  const published: OutgoingMessage[] = []
  const codecs = await openCodecs(registryOfAll, 'test.')
  const channel = {
    codecs,
    topicPrefix: 'test.',
    publish: async (messages: readonly OutgoingMessage[]) => {
      await publish?.(messages)
      published.push(...messages)
    },
  }
  const app = await createApp({
    channel: () => (open ? channel : undefined),
    now,
    ...(authentication && { authentication }),
    idempotency,
    limits: { ...LIMITS, ...limits },
    health: { checks },
  })
  onTestFinished(() => app.close())
  return {
    app,
    codecs,
    published,
    async post(payload, headers = {}) {
      const answer = await app.inject({
        method: 'POST',
        url: '/send',
        headers: { 'content-type': 'application/json', ...headers },
        payload,
      })
      expectDocumented('POST', '/send', {
        status: answer.statusCode,
        contentType: String(answer.headers['content-type']),
        body: answer.body,
      })
      return {
        status: answer.statusCode,
        headers: answer.headers,
        text: answer.body,
        json: () => answer.json<unknown>(),
      }
    },
  }
}

/** An update as a supplier sends it, that keeps its contract. */
export function update(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'answer-1',
    source: 'adventureworks',
    number: '4012',
    orderVersion: '3',
    orderRevision: 1,
    partner: 'litware',
    occurredAt: '2026-11-24T20:00:00Z',
    response: { code: 'AP', lines: [{ line: '1', code: '5', quantity: '12.50' }] },
    ...over,
  }
}

export function event(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    specversion: '1.0',
    id: 'event-1',
    source: '/suppliers/litware',
    type: contracts.orderUpdate.name,
    data: update(),
    ...over,
  }
}

export const EVENT = { 'content-type': 'application/cloudevents+json; charset=utf-8' }

/** Lets everything go on that can, so many times: by then whatever waits, waits for the test. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate)
}
