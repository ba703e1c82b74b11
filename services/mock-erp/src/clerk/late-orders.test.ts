// A slow transaction as a reader meets it: orders with a moment that has passed when they are first seen.
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createApp } from '../app.ts'
import type { OrderDocument } from '../orders/document.ts'
import { requests } from '../testing/requests.ts'

let app: FastifyInstance
const { get, send, read } = requests(() => app)

beforeEach(() => {
  app = createApp({ ordersLimit: 3 })
})
afterEach(() => app.close())

const begin = async (body: object) => {
  const answer = await send('POST', '/admin/late-orders', body)
  expect(answer.statusCode).toBe(202)
  return answer.json<{ numbers: string[] }>().numbers
}
const open = async () => (await get('/admin/late-orders')).json<{ open: number }>().open
const listed = async () =>
  (await get('/api/purchase-orders?limit=1000'))
    .json<{ items: OrderDocument[] }>()
    .items.map(({ number }) => number)

test('late orders have numbers and moments before those of changes that were seen earlier', async () => {
  const late = await begin({ count: 2, visible_after_ms: 30 })
  expect(late).toEqual(['4', '5'])
  const added = await send('POST', '/api/purchase-orders', {
    supplier: { code: '1580', name: 'Litware, Inc.' },
    lines: [{ product: { number: 'A', name: 'A' }, unit: 'EA', quantity: '2', unit_price: '1.5' }],
  })
  expect(added.json()).toMatchObject({ number: '6' })
  await expect.poll(open).toBe(0)
  expect(await listed()).toEqual(['1', '2', '3', '4', '5', '6'])
  expect((await read('5')).updated_at < added.json<OrderDocument>().updated_at).toBe(true)
})

test('nobody sees them before they are committed, nor does the journal', async () => {
  const [number] = await begin({ count: 1, visible_after_ms: 600_000 })
  expect(await open()).toBe(1)
  expect(await listed()).toEqual(['1', '2', '3'])
  expect((await get(`/api/purchase-orders/${number}`)).statusCode).toBe(404)
  expect((await get('/api/totals')).json()).toMatchObject({ orders: 3 })
  expect((await get('/api/journal')).json<{ items: unknown[] }>().items).toHaveLength(3)
})

test('a late order of none is a 400', async () => {
  expect((await send('POST', '/admin/late-orders', { count: 0, visible_after_ms: 1 })).statusCode).toBe(400)
})
