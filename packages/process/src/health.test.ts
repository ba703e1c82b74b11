import Fastify, { type FastifyInstance } from 'fastify'
import { Counter, Registry } from 'prom-client'
import { afterEach, describe, expect, test } from 'vitest'
import { type Checks, type HealthOptions, healthRoutes } from './health.ts'

let app: FastifyInstance
afterEach(() => app.close())

async function get(url: string, options: Partial<HealthOptions> & { checks: Checks }) {
  app = Fastify()
  await app.register(healthRoutes, { registry: new Registry(), ...options })
  return app.inject(url)
}

test('/livez asks nobody', async () => {
  const answer = await get('/livez', {
    checks: { broken: () => ({ ok: false }), hangs: () => Promise.withResolvers<never>().promise },
  })
  expect(answer.statusCode).toBe(200)
  expect(answer.json()).toEqual({ status: 'ok' })
})

describe('/readyz', () => {
  test('is 200 when every check is ok', async () => {
    const answer = await get('/readyz', {
      checks: { broker: () => ({ ok: true }), erp: () => Promise.resolve({ ok: true, detail: { lag: 3 } }) },
    })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toMatch('application/json')
    expect(answer.json()).toEqual({
      status: 'ready',
      checks: { broker: { ok: true }, erp: { ok: true, detail: { lag: 3 } } },
    })
  })

  test('is 503 when one is not, throws or does not answer in time', async () => {
    const answer = await get('/readyz', {
      checkDeadlineMs: 20,
      checks: {
        broker: () => ({ ok: true }),
        registry: () => Promise.reject(new Error('refused')),
        throws: () => {
          throw new Error('at once')
        },
        hangs: () => Promise.withResolvers<never>().promise,
      },
    })
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toEqual({
      status: 'not ready',
      checks: {
        broker: { ok: true },
        registry: { ok: false, detail: 'refused' },
        throws: { ok: false, detail: 'at once' },
        hangs: { ok: false, detail: 'no answer within 20 ms' },
      },
    })
  })

  test('does not start a check again that still hangs', async () => {
    let calls = 0
    const checks = {
      hangs: () => {
        calls++
        return Promise.withResolvers<never>().promise
      },
    }
    await get('/readyz', { checks, checkDeadlineMs: 10 })
    expect((await app.inject('/readyz')).statusCode).toBe(503)
    expect(calls).toBe(1)
  })

  test('sees checks that are added later', async () => {
    const checks: Checks = {}
    expect((await get('/readyz', { checks })).statusCode).toBe(200)
    checks['late'] = () => ({ ok: false })
    expect((await app.inject('/readyz')).statusCode).toBe(503)
  })
})

test('/metrics holds the process metrics and what was registered, and the registry may serve twice', async () => {
  const registry = new Registry()
  new Counter({ name: 'orders_total', help: 'x', registers: [registry] }).inc(3)
  await get('/metrics', { checks: {}, registry })
  await app.close()
  const answer = await get('/metrics', { checks: {}, registry })
  expect(answer.headers['content-type']).toMatch('text/plain')
  expect(answer.body).toContain('orders_total 3')
  expect(answer.body).toContain('process_cpu_user_seconds_total')
})
