// The faults over a real socket: what the caller sees, and whether the write took effect nevertheless.
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createApp } from '../app.ts'
import { requests } from '../testing/requests.ts'
import type { FaultSettings } from './settings.ts'

let app: FastifyInstance
let base: string
const { get, send, read } = requests(() => app)

beforeEach(async () => {
  app = createApp({ ordersLimit: 3 })
  await app.listen({ host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
})
afterEach(() => app.close())

const faults = async (settings: FaultSettings) => {
  expect((await send('PUT', '/admin/faults', settings)).statusCode).toBe(200)
}
const hold = (number: string, signal?: AbortSignal) =>
  fetch(`${base}/api/purchase-orders/${number}`, {
    method: 'PATCH',
    headers: { 'if-match': '"1"', 'content-type': 'application/json' },
    body: JSON.stringify({ update_id: 'u', status_change: { status: 'on_hold' } }),
    ...(signal ? { signal } : {}),
  })

test('reset_before cuts the connection and nothing takes effect', async () => {
  await faults({ rules: [{ match: { method: 'PATCH' }, effect: { kind: 'reset_before' } }] })
  await expect(hold('1')).rejects.toThrow('fetch failed')
  expect((await read('1')).version).toBe(1)
})

test('reset_after cuts the connection and the write has taken effect', async () => {
  await faults({ rules: [{ match: { number: 1 }, effect: { kind: 'reset_after' }, times: 1 }] })
  await expect(hold('1')).rejects.toThrow('fetch failed')
  expect(await read('1')).toMatchObject({ version: 2, status: 'on_hold' })
})

test('hang_after takes effect at once while the caller waits', async () => {
  await faults({ rules: [{ match: { method: 'PATCH' }, effect: { kind: 'hang_after', ms: 60_000 } }] })
  const caller = new AbortController()
  const answer = hold('1', caller.signal)
  await expect.poll(async () => (await read('1')).version).toBe(2)
  caller.abort()
  await expect(answer).rejects.toThrow('aborted')
})

test('an answer that hangs does not hold up the closing of the ERP', async () => {
  await faults({ rules: [{ match: { method: 'PATCH' }, effect: { kind: 'hang_after', ms: 60_000 } }] })
  const answer = hold('1')
  await expect.poll(async () => (await read('1')).version).toBe(2)
  await app.close()
  expect((await answer).status).toBe(200)
})

test('a status is answered instead, with Retry-After and body as asked', async () => {
  await faults({ rules: [{ effect: { kind: 'status', status: 503, retry_after: 2, body: { busy: true } } }] })
  const answer = await hold('1')
  expect(answer.status).toBe(503)
  expect(answer.headers.get('retry-after')).toBe('2')
  expect(await answer.json()).toEqual({ busy: true })
})

test('beyond the most at once the answer is 429, and the place is free again afterwards', async () => {
  await faults({
    max_concurrent: 1,
    retry_after: 7,
    rules: [{ match: { number: 1 }, effect: { kind: 'latency', ms: 300 } }],
  })
  const statuses = (await Promise.all(['1', '1', '1'].map((number) => hold(number)))).map(
    (answer) => answer.status,
  )
  expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 429, 429])
  await expect.poll(async () => (await hold('2')).status).toBe(200)
})

test('a locked order refuses writes with 409 until it is unlocked', async () => {
  await faults({ locked: ['1'] })
  expect((await hold('1')).status).toBe(409)
  expect((await hold('2')).status).toBe(200)
  expect((await send('DELETE', '/admin/faults')).statusCode).toBe(204)
  expect((await hold('1')).status).toBe(200)
})

test('GET shows the faults that are left, and a setting that makes no sense is refused', async () => {
  await faults({ rules: [{ effect: { kind: 'status', status: 500 }, times: 2 }] })
  await hold('1')
  expect((await get('/admin/faults')).json()).toEqual({
    rules: [{ effect: { kind: 'status', status: 500 }, times: 1 }],
  })
  expect((await send('PUT', '/admin/faults', { rules: [{ effect: { kind: 'explode' } }] })).statusCode).toBe(
    400,
  )
})
