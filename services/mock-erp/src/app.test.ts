// The ERP over HTTP as a stranger meets it: what it imports, how changes are found, and what a write may do.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { createApp } from './app.ts'
import type { OrderDocument } from './orders/document.ts'
import { requests } from './testing/requests.ts'

let app: FastifyInstance
const { get, send, read, patch } = requests(() => app)
const receipt = (id: string, quantity: unknown) => ({
  update_id: id,
  partner: 'warehouse',
  goods_receipt: {
    id: `r-${id}`,
    received_on: '2026-11-24',
    lines: [{ line_no: 1, received_quantity: quantity, rejected_quantity: '0' }],
  },
})

beforeAll(() => {
  app = createApp({ ordersLimit: 60 })
})
afterAll(() => app.close())

test('an order is found with its version as ETag', async () => {
  const answer = await get('/api/purchase-orders/1')
  expect(answer.headers.etag).toBe('"1"')
  expect(answer.json()).toMatchObject({ number: '1', version: 1, revision: 1, status: 'issued' })
})

test.each(['/api/purchase-orders/999999', '/api/purchase-orders/0x1', '/api/nothing'])(
  '%s is not found',
  async (url) => {
    const answer = await get(url)
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['content-type']).toContain('application/problem+json')
  },
)

test.each([1, 7, 60, 1000])(
  'pages of %i find every order once, by change and number, though many share a moment',
  async (limit) => {
    const items: OrderDocument[] = []
    let query: string | undefined = ''
    while (query !== undefined) {
      const answer = await get(`/api/purchase-orders?limit=${limit}&${query}`)
      const page: { items: OrderDocument[]; next: Record<string, string> | null } = answer.json()
      items.push(...page.items)
      query = page.next ? new URLSearchParams(page.next).toString() : undefined
      const link = query && `</api/purchase-orders?${query}&limit=${limit}>; rel="next"`
      expect(answer.headers['link']).toBe(link)
    }
    const keys = items.map((order) => `${order.updated_at} ${order.number.padStart(9, '0')}`)
    expect(new Set(keys).size).toBe(60)
    expect(keys).toEqual(keys.toSorted())
    expect(new Set(items.map((order) => order.updated_at)).size).toBeLessThan(60)
  },
)

test('updated_since takes in the moment itself, and after leaves out what was read of it', async () => {
  const { updated_at: since } = await read('1')
  const numbers = async (query: string) =>
    (await get(`/api/purchase-orders?updated_since=${since}&limit=1000${query}`))
      .json<{ items: OrderDocument[] }>()
      .items.filter((order) => order.updated_at === since)
      .map((order) => order.number)
  const all = await numbers('')
  expect(all.length).toBeGreaterThan(1)
  expect(await numbers(`&after=${all[0]}`)).toEqual(all.slice(1))
  expect(await numbers(`&after=${all.at(-1)}`)).toEqual([])
})

test.each(['limit=0', 'limit=1001', 'limit=x', 'updated_since=yesterday', 'after=-1', 'since=now'])(
  'the query %s is a 400',
  async (query) => {
    expect((await get(`/api/purchase-orders?${query}`)).statusCode).toBe(400)
  },
)

test('a write-back with the current ETag takes effect and answers the whole new order', async () => {
  const answer = await patch('2', '"1"', receipt('w-1', '1'))
  expect(answer.statusCode).toBe(200)
  expect(answer.headers.etag).toBe('"2"')
  expect(answer.json()).toEqual(await read('2'))
  expect(answer.json()).toMatchObject({ version: 2, revision: 1, applied_updates: [{ id: 'w-1' }] })
})

test('without If-Match it is a 428, with an old one a 412 that tells the current ETag, and nothing is written', async () => {
  const before = await read('3')
  const bare = await send('PATCH', '/api/purchase-orders/3', receipt('w-2', '1'))
  expect(bare.statusCode).toBe(428)
  const stale = await patch('3', '"9"', receipt('w-2', '1'))
  expect(stale.statusCode).toBe(412)
  expect(stale.headers.etag).toBe('"1"')
  expect(await read('3')).toEqual(before)
})

test('what makes no sense is a 422 that names the place, and nothing is written', async () => {
  const before = await read('3')
  const answer = await patch('3', '"1"', receipt('w-3', '999'))
  expect(answer.statusCode).toBe(422)
  expect(answer.json()).toMatchObject({ errors: [{ pointer: '/goods_receipt/lines/0/received_quantity' }] })
  expect(await read('3')).toEqual(before)
})

test.each<[string, unknown, string]>([
  ['a quantity as a JSON number', receipt('w-4', 1), '/goods_receipt/lines/0/received_quantity'],
  ['an unknown field', { ...receipt('w-4', '1'), colour: 'red' }, ''],
  ['no update id', { ...receipt('w-4', '1'), update_id: undefined }, ''],
  ['an update id that is too long', receipt('w'.repeat(201), '1'), '/update_id'],
])('%s is a 400 that names the place', async (_, body, pointer) => {
  const answer = await patch('3', '"1"', body)
  expect(answer.statusCode).toBe(400)
  expect(answer.json()).toMatchObject({ errors: [{ pointer }] })
})

test('an update id seen before is not refused: the caller’s condition is the only guard', async () => {
  expect((await patch('4', '"1"', receipt('w-5', '1'))).statusCode).toBe(200)
  expect((await patch('4', '"1"', receipt('w-5', '1'))).statusCode).toBe(412)
  expect((await patch('4', '"2"', receipt('w-5', '1'))).statusCode).toBe(200)
  expect((await read('4')).lines[0]?.received_quantity).toBe('2')
})

test('a clerk’s edit takes effect whatever the version, and moves the order to the end of the changes', async () => {
  const edited = await send('POST', '/api/purchase-orders/5/edits', { due_date: '2027-01-15' })
  expect(edited.json()).toMatchObject({ version: 2, revision: 2 })
  const { updated_at: since } = edited.json<OrderDocument>()
  const changed = (await get(`/api/purchase-orders?updated_since=${since}`)).json<{
    items: OrderDocument[]
  }>()
  expect(changed.items.map((order) => order.number)).toEqual(['5'])
  expect((await send('POST', '/api/purchase-orders/5/edits', { cancel: true })).json()).toMatchObject({
    version: 3,
    revision: 2,
    status: 'cancelled',
  })
  expect((await send('POST', '/api/purchase-orders/5/edits', { due_date: '2027-01-16' })).statusCode).toBe(
    422,
  )
  expect((await patch('5', '"3"', receipt('w-6', '1'))).statusCode).toBe(422)
})

test('an added order gets the next number and is found', async () => {
  const added = await send('POST', '/api/purchase-orders', {
    supplier: { code: '1580', name: 'Litware, Inc.' },
    lines: [{ product: { number: 'A', name: 'A' }, unit: 'EA', quantity: '2', unit_price: '1.5' }],
  })
  expect(added.statusCode).toBe(201)
  expect(added.headers.location).toBe('/api/purchase-orders/61')
  expect(await read('61')).toMatchObject({ number: '61', version: 1, subtotal: '3' })
})

test('a body of more than a megabyte is a 413', async () => {
  expect((await patch('1', '"1"', { update_id: 'x'.repeat(1024 * 1024) })).statusCode).toBe(413)
})

test('broken JSON is a 400', async () => {
  const answer = await app.inject({
    method: 'PATCH',
    url: '/api/purchase-orders/1',
    headers: { 'if-match': '"1"', 'content-type': 'application/json' },
    payload: '{"update_id":',
  })
  expect(answer.statusCode).toBe(400)
})
