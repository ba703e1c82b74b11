import { beforeAll, describe, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { createApp } from './app.ts'
import { Live } from './live.ts'

let app: FastifyInstance
beforeAll(async () => {
  app = await createApp({
    state: () => undefined,
    live: new Live(),
    publicUrl: 'https://orders.example.com',
    health: { checks: {} },
  })
})

const post = (headers: Record<string, string>, payload: string | object = {}) =>
  app.inject({
    method: 'POST',
    url: '/api/anything',
    headers: { host: 'localhost:5006', ...headers },
    payload,
  })

describe('the console', () => {
  test.each([
    ['no origin', {}],
    ['another origin', { origin: 'https://evil.example' }],
    ['the same host on another port', { origin: 'http://localhost:8080' }],
    ['a page without an origin', { origin: 'null' }],
    ['the name of our host before another', { origin: 'http://localhost:5006.evil.example' }],
    ['another scheme', { origin: 'ftp://localhost:5006' }],
    [
      'a site that the browser knows to be another',
      { origin: 'http://localhost:5006', 'sec-fetch-site': 'same-site' },
    ],
  ])('refuses a change that comes with %s', async (_, headers) => {
    const answer = await post(headers)
    expect(answer.statusCode).toBe(403)
    expect(answer.headers['content-type']).toContain('application/problem+json')
  })

  test('takes a change from its own pages, under each of its names', async () => {
    expect((await post({ origin: 'http://localhost:5006' })).statusCode).toBe(404)
    const published = { host: 'orders.example.com', origin: 'https://orders.example.com' }
    expect((await post(published)).statusCode).toBe(404)
  })

  test('is not led to under another name: a site could point its own at this machine', async () => {
    for (const host of ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:5006']) {
      const { statusCode } = await app.inject({ url: '/', headers: { host } })
      expect(statusCode, host).toBe(421)
    }
    for (const host of ['127.0.0.1:5006', '[::1]:5006', 'orders.example.com'])
      expect((await app.inject({ url: '/', headers: { host } })).statusCode, host).toBe(200)
  })

  test('answers its health under any name', async () => {
    expect((await app.inject({ url: '/livez', headers: { host: '10.1.2.3:5006' } })).statusCode).toBe(200)
  })

  test('lets no script and no style run that is not its own file, in no frame', async () => {
    const { headers } = await app.inject({ url: '/', headers: { host: 'localhost' } })
    expect(headers['content-security-policy']).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    )
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff' })
    expect(headers['set-cookie']).toBeUndefined()
  })

  test('says that it is starting while Kafka has not answered', async () => {
    const answer = await app.inject({ url: '/api/overview', headers: { host: 'localhost' } })
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toMatchObject({ type: 'urn:channel-adapter:problem:starting' })
  })

  test('gives a script of less than 150 kB', async () => {
    const { payload } = await app.inject({ url: '/app.js', headers: { host: 'localhost' } })
    expect(Buffer.byteLength(payload)).toBeLessThan(150_000)
    expect(payload.length).toBeGreaterThan(10_000)
  })
})
