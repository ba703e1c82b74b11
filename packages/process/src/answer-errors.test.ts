import fc from 'fast-check'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { answerErrors } from './answer-errors.ts'
import { problem, ProblemError } from './problem.ts'

let app: FastifyInstance
beforeEach(() => {
  app = Fastify({ bodyLimit: 100 })
  answerErrors(app)
  app.post(
    '/orders',
    { schema: { body: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] } } },
    () => 'ok',
  )
  app.get('/bug', () => {
    throw new TypeError('secret internals')
  })
  app.get('/away', () => {
    throw new ProblemError(
      problem(503, { type: 'broker-away', detail: 'try later', errors: [{ pointer: '#/a', detail: 'b' }] }),
      { 'retry-after': '2' },
    )
  })
})
afterEach(() => app.close())

async function answerTo(payload: string, type = 'application/json') {
  const answer = await app.inject({
    method: 'POST',
    url: '/orders',
    headers: { 'content-type': type },
    payload,
  })
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
  return answer.json<unknown>()
}

test('a problem that a handler throws is answered with its headers', async () => {
  const answer = await app.inject('/away')
  expect(answer.statusCode).toBe(503)
  expect(answer.headers['retry-after']).toBe('2')
  expect(answer.json()).toEqual({
    type: 'urn:channel-adapter:problem:broker-away',
    title: 'Service Unavailable',
    status: 503,
    detail: 'try later',
    errors: [{ pointer: '#/a', detail: 'b' }],
  })
})

test('a bug is a 500 that gives nothing away', async () => {
  const answer = await app.inject('/bug')
  expect(answer.json()).toMatchObject({ status: 500, type: 'urn:channel-adapter:problem:internal-error' })
  expect(answer.body).not.toContain('secret')
})

test('an unknown route is a 404', async () => {
  const answer = await app.inject('/nowhere?token=x')
  expect(answer.statusCode).toBe(404)
  expect(answer.json()).toMatchObject({ detail: 'There is nothing at GET /nowhere.' })
})

test('a method that the route does not take is a 405 that names those it does', async () => {
  const answer = await app.inject({ method: 'DELETE', url: '/orders?x=1' })
  expect(answer.statusCode).toBe(405)
  expect(answer.headers['allow']).toBe('POST')
  expect(answer.json()).toMatchObject({ detail: '/orders does not take DELETE; it takes POST.' })
})

test('what fastify refuses is a problem with a type of its own', async () => {
  expect(await answerTo('{"n": 1')).toMatchObject({
    status: 400,
    type: expect.stringMatching(/:malformed-json$/) as unknown,
  })
  expect(await answerTo('')).toMatchObject({
    status: 400,
    type: expect.stringMatching(/:empty-body$/) as unknown,
  })
  expect(await answerTo(`{"n": "${'x'.repeat(100)}"}`)).toMatchObject({
    status: 413,
    detail: 'The body is larger than the 100 bytes that are accepted.',
  })
  expect(await answerTo('<n/>', 'application/xml')).toMatchObject({
    status: 415,
    detail: 'The content type "application/xml" is not accepted here; accepted are application/json.',
  })
  expect(await answerTo('{"n": "x"}')).toMatchObject({
    status: 400,
    errors: [{ pointer: '#/n', detail: 'must be integer' }],
  })
})

// It was a 400 that asked for a content type: found by pnpm fuzz.
test('QUERY, of which fastify wants a content type before it looks at the route, is a 405 too', async () => {
  const answer = await app.inject({ method: 'QUERY' as 'GET', url: '/away' })
  expect(answer.statusCode).toBe(405)
  expect(answer.headers['allow']).toMatch('GET')
})

test('whatever a handler throws is answered as one problem, whose status is that of the answer, and no bug tells its text', async () => {
  let thrown: unknown
  app.get('/any', () => {
    throw thrown
  })
  const text = fc.string({ minLength: 12, unit: 'grapheme' }).map((inner) => `<<${inner}>>`)
  const anyError = fc.record({
    message: text,
    statusCode: fc.option(fc.oneof(fc.integer({ min: -1, max: 700 }), fc.double(), fc.string()), {
      nil: undefined,
    }),
    code: fc.option(fc.constantFrom('FST_ERR_CTP_BODY_TOO_LARGE', 'ECONNRESET', 'toString'), {
      nil: undefined,
    }),
  })
  await fc.assert(
    fc.asyncProperty(anyError, async ({ message, statusCode, code }) => {
      thrown = Object.assign(new Error(message), {
        ...(statusCode !== undefined && { statusCode }),
        ...(code !== undefined && { code }),
      })
      const answer = await app.inject('/any')
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
      const details = answer.json<{ type: string; title: string; status: number; detail: string }>()
      expect(details.status).toBe(answer.statusCode)
      expect(details.type).toMatch(/^urn:channel-adapter:problem:[a-z-]+$/)
      expect(details.title).not.toBe('')
      expect(answer.statusCode).toBeGreaterThanOrEqual(400)
      if (answer.statusCode >= 500) expect(answer.body).not.toContain(message)
    }),
    { numRuns: 200 },
  )
})
