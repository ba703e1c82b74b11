// The ERP's own record and sums: what tests and the demo rely on to see what took effect, and how often.
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from '../app.ts'
import { requests } from '../testing/requests.ts'

let app: FastifyInstance
const { get, send, patch } = requests(() => app)

beforeAll(() => {
  app = createApp()
})
afterAll(() => app.close())

test('the totals of a new ERP are the dataset’s, of which nothing has arrived', async () => {
  expect((await get('/api/totals')).json()).toEqual({
    orders: 4012,
    ordered: '2348637',
    shipped: '0',
    received: '0',
    rejected: '0',
    subtotal: '63791994.838',
  })
})

test('the totals follow every change', async () => {
  const receipt = { id: 'r', received_on: '2026-11-24' }
  const lines = [{ line_no: 1, received_quantity: '3', rejected_quantity: '1.5' }]
  await patch('1', '"1"', { update_id: 'u-1', goods_receipt: { ...receipt, lines } })
  await send('POST', '/api/purchase-orders/1/edits', { lines: [{ line_no: 1, quantity: '5' }] })
  expect((await get('/api/totals')).json()).toMatchObject({
    orders: 4012,
    ordered: '2348638',
    received: '3',
    rejected: '1.5',
    subtotal: '63792045.098',
  })
})

test('the journal holds the import, and then each change once with who made it', async () => {
  const start = (await get('/api/journal?limit=1')).json<{ items: unknown[]; next: number }>()
  expect(start.items).toMatchObject([{ seq: 1, number: '1', version: 1, actor: 'import', update_id: null }])
  expect(start.next).toBe(1)

  const changes = (await get('/api/journal?after=4012')).json<{ items: unknown[]; next: unknown }>()
  expect(changes.next).toBeNull()
  expect(changes.items).toMatchObject([
    {
      seq: 4013,
      number: '1',
      version: 2,
      revision: 1,
      actor: 'connector',
      update_id: 'u-1',
      summary: { goods_receipt: { id: 'r', lines: [{ line_no: 1, received_quantity: '3' }] } },
    },
    { seq: 4014, number: '1', version: 3, revision: 2, actor: 'clerk', update_id: null },
  ])
})

test('what was refused is not in the journal', async () => {
  const before = (await get('/api/journal?after=4012')).body
  await patch('1', '"1"', { update_id: 'u-2', status_change: { status: 'closed' } })
  await patch('1', '"3"', {
    update_id: 'u-2',
    shipment: { id: 's', shipped_on: '2026-11-24', lines: [{ line_no: 9, quantity: '1' }] },
  })
  expect((await get('/api/journal?after=4012')).body).toBe(before)
})
