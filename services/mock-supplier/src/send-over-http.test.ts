// What becomes of an answer when the gateway does not take it; a real gateway cannot be made to say all of this.
import { order } from '@channel-adapter/contracts/testing'
import { createServer, type IncomingMessage as Request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { classify, type IncomingMessage, type Verdict } from '@channel-adapter/messaging'
import { silent } from '@channel-adapter/messaging/testing'
import { afterEach, expect, test } from 'vitest'
import { answer } from './answer.ts'
import { respond } from './respond.ts'
import { type GatewayRoad, openGateway } from './send-over-http.ts'

const update = answer(
  order(),
  { kind: 'respond', response: respond(order(), new Map()) },
  '2026-11-24T20:00:00.000000Z',
)
const snapshot = {
  headers: { traceparent: 'trace', 'correlation-id': 'journey' } as object,
} as IncomingMessage
const { signal } = new AbortController()

let server: Server | undefined
let road: GatewayRoad | undefined
afterEach(async () => {
  await road?.close()
  server?.closeAllConnections()
  server?.close()
})

async function gatewayAnswering(status: number, headers: Record<string, string> = {}, body = '{}') {
  const requests: { request: Request; body: string }[] = []
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      requests.push({ request, body: Buffer.concat(chunks).toString() })
      response.writeHead(status, headers).end(body)
    })
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  road = openGateway(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, silent)
  return requests
}

async function verdict(): Promise<Verdict | 'sent'> {
  return (
    road?.send(update, snapshot, signal).then(
      () => 'sent' as const,
      (error: unknown) => classify(error),
    ) ?? 'sent'
  )
}

test('an answer is a structured CloudEvent whose key for repetition is its id', async () => {
  const requests = await gatewayAnswering(200)
  expect(await verdict()).toBe('sent')
  expect(requests[0]?.request).toMatchObject({ method: 'POST', url: '/send' })
  expect(requests[0]?.request.headers).toMatchObject({
    'content-type': 'application/cloudevents+json',
    'idempotency-key': update.id,
    traceparent: 'trace',
    'x-request-id': 'journey',
  })
  expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
    specversion: '1.0',
    id: update.id,
    source: '/partners/supplier-1580',
    type: 'purchasing.order-update.v1',
    subject: 'adventureworks:1',
    time: '2026-11-24T20:00:00.000000Z',
    datacontenttype: 'application/json',
    data: update,
  })
})

test('answers go over connections that are kept', async () => {
  const requests = await gatewayAnswering(200)
  for (let times = 0; times < 20; times++) await verdict()
  expect(new Set(requests.map(({ request }) => request.socket)).size).toBeLessThan(5)
})

test.each([429, 503])('%s is tried again when the gateway says', async (status) => {
  await gatewayAnswering(status, { 'retry-after': '3' })
  expect(await verdict()).toEqual({ kind: 'retry', retryAfterMs: 3000 })
})

test.each([408, 500, 502, 504])('%s without a time is tried again', async (status) => {
  await gatewayAnswering(status)
  expect(await verdict()).toEqual({ kind: 'retry', retryAfterMs: undefined })
})

test('a gateway that is away is waited for', async () => {
  await gatewayAnswering(200)
  await new Promise((resolve) => server?.close(resolve))
  expect(await verdict()).toEqual({ kind: 'retry', retryAfterMs: undefined })
})

test('an answer that the gateway has in another wording is sent', async () => {
  await gatewayAnswering(422, {}, '{"type":"urn:channel-adapter:problem:idempotency-key-reused"}')
  expect(await verdict()).toBe('sent')
})

test.each([301, 401, 403, 404])('%s is a wrong configuration, and no fault of the answer', async (status) => {
  await gatewayAnswering(status)
  expect(await verdict()).toMatchObject({ kind: 'retry' })
})

test.each([400, 413, 422])('%s is a refusal, for a person to look at', async (status) => {
  await gatewayAnswering(status, {}, '{"detail":"/response/lines/0/quantity must not be negative"}')
  expect(await verdict()).toEqual({ kind: 'dead-letter', code: 'gateway-refused' })
  await expect(road?.send(update, snapshot, signal)).rejects.toThrow('/response/lines/0/quantity')
})
