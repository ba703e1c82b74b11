// The doors: bearer tokens on /api, the API's own description, and the health of the process.
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from '../app.ts'

let app: FastifyInstance
beforeAll(() => {
  app = createApp({ ordersLimit: 1, apiTokens: ['first', 'second'] })
})
afterAll(() => app.close())
const status = async (headers: Record<string, string>) =>
  (await app.inject({ url: '/api/purchase-orders/1', headers })).statusCode

test('either token opens the API', async () => {
  expect(await status({ authorization: 'Bearer first' })).toBe(200)
  expect(await status({ authorization: 'bearer second' })).toBe(200)
})

test.each([
  {},
  { authorization: 'Bearer third' },
  { authorization: 'Bearer ' },
  { authorization: 'Basic first' },
])('headers %j do not', async (headers) => {
  const answer = await app.inject({ url: '/api/purchase-orders/1', headers })
  expect(answer.statusCode).toBe(401)
  expect(answer.headers['www-authenticate']).toContain('Bearer')
})

test.each(['/livez', '/readyz', '/openapi.json', '/admin/faults', '/admin/clerk'])(
  '%s needs none',
  async (url) => {
    expect((await app.inject(url)).statusCode).toBe(200)
  },
)

test('the OpenAPI 3.1 document describes every route with resolvable references', async () => {
  const text = (await app.inject('/openapi.json')).body
  const document = JSON.parse(text) as {
    openapi: string
    paths: Record<string, object>
    components: { schemas: Record<string, unknown> }
  }
  expect(document.openapi).toBe('3.1.0')
  expect(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((one) => `${one} ${path}`),
    ),
  ).toEqual(
    expect.arrayContaining([
      'get /api/purchase-orders',
      'post /api/purchase-orders',
      'get /api/purchase-orders/{number}',
      'patch /api/purchase-orders/{number}',
      'post /api/purchase-orders/{number}/edits',
      'get /api/journal',
      'get /api/totals',
      'put /admin/faults',
      'post /admin/clerk',
    ]),
  )
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name)
  expect(new Set(references)).toEqual(new Set(['PurchaseOrder', 'Problem']))
  expect(Object.keys(document.components.schemas)).toEqual(
    expect.arrayContaining(['PurchaseOrder', 'Problem']),
  )
})
