// Guarantee: nobody uses a route without the role that its entry in the table names, whatever they bring along.
import Fastify, { type FastifyInstance } from 'fastify'
import { beforeAll, describe, expect, test } from 'vitest'
import { authentication, byKey, bySession } from '../../test/people.ts'
import { createApp } from '../app.ts'
import { Live } from '../live.ts'
import { authenticator } from './authenticator.ts'
import { gate } from './gate.ts'
import { isAtLeast, ROLES } from './roles.ts'
import { routeAccess } from './route-access.ts'

const HOST = 'localhost:5006'
const OWN_PAGE = { origin: `http://${HOST}`, 'sec-fetch-site': 'same-origin' }
const LET_THROUGH = 'let through'

let app: FastifyInstance
beforeAll(async () => {
  // What is let through is answered that nothing is known yet, or that the request lacks something.
  app = await createApp({
    state: () => undefined,
    live: new Live(),
    publicUrl: 'https://orders.example',
    authentication: authentication(),
    health: { checks: {} },
  })
})

const routes = Object.entries(routeAccess).map(([name, { needs }]) => {
  const [method = '', path = ''] = name.split(' ')
  return { name, method, path, needs, changes: method !== 'GET' }
})

async function ask({ method, path }: { method: string; path: string }, headers: object) {
  const url = path.replaceAll(/:\w+/g, '1')
  const answer = await app.inject({
    method: method as 'GET',
    url,
    headers: { host: HOST, ...headers },
    ...(method !== 'GET' && { payload: {} }),
  })
  return [401, 403].includes(answer.statusCode) ? answer.statusCode : LET_THROUGH
}

describe.each(routes.filter(({ path }) => path !== '/api/live'))('$name', ({ needs, changes, ...route }) => {
  const expected = (role: (typeof ROLES)[number]) =>
    needs === 'anybody' || isAtLeast(role, needs) ? LET_THROUGH : 403

  test(`needs ${needs}`, async () => {
    expect(await ask(route, OWN_PAGE), 'nobody').toBe(needs === 'anybody' ? LET_THROUGH : 401)
    for (const role of ROLES) {
      expect(await ask(route, byKey(role)), `a script, ${role}`).toBe(expected(role))
      const session = await bySession(role)
      expect(await ask(route, { ...OWN_PAGE, ...session }), `a page, ${role}`).toBe(expected(role))
    }
  })

  if (needs !== 'anybody')
    test('takes no credential that does not count', async () => {
      const over = await bySession('admin', -1000)
      for (const headers of [
        { authorization: 'Bearer the-key-of-nobody' },
        { authorization: `Basic ${btoa('admin:the-key-of-the-admin')}` },
        { cookie: 'console-session=e30.e30.e30.e30.e30' },
        { ...over },
        { cookie: over.cookie.replace('console-session', '__Host-console-session') },
      ])
        expect(await ask(route, { ...OWN_PAGE, ...headers }), JSON.stringify(headers)).toBe(401)
    })

  if (changes)
    test('is closed to pages of others, and to a page that does not know its token', async () => {
      const { cookie, 'x-csrf-token': token } = await bySession('admin')
      for (const [what, headers] of [
        ['another origin', { cookie, 'x-csrf-token': token, origin: 'https://evil.example' }],
        ['no origin', { cookie, 'x-csrf-token': token }],
        ['another site', { ...OWN_PAGE, cookie, 'x-csrf-token': token, 'sec-fetch-site': 'cross-site' }],
        ...(needs === 'anybody'
          ? []
          : ([
              ['no token', { ...OWN_PAGE, cookie }],
              ['another token', { ...OWN_PAGE, cookie, 'x-csrf-token': 'guessed' }],
            ] as const)),
      ] as const)
        expect(await ask(route, headers), what).toBe(403)
    })
})

test('behind TLS a session counts only in a cookie that nobody could set without', async () => {
  const overview = { method: 'GET', path: '/api/overview' }
  const { cookie } = await bySession('viewer')
  const published = { host: 'orders.example' }
  expect(await ask(overview, { ...published, cookie })).toBe(401)
  expect(await ask(overview, { ...published, cookie: `__Host-${cookie}` })).toBe(LET_THROUGH)
  expect(await ask(overview, { cookie: `__Host-${cookie}` })).toBe(401)
})

test('events are for whoever has a role', async () => {
  const live = { method: 'GET', path: '/api/live' }
  expect(await ask(live, OWN_PAGE)).toBe(401)
})

test('every route of the table is there, and one that is not in it cannot be added', () => {
  for (const { method, path, name } of routes) expect(app.hasRoute({ method, url: path }), name).toBe(true)
  const other = Fastify()
  gate(other, {
    authenticator: authenticator(authentication(), () => false),
    onDenied: () => Promise.resolve(),
  })
  expect(() => other.get('/api/later', () => ({}))).toThrow('GET /api/later has no place in route-access.ts')
  expect(() => other.post('/api/overview', () => ({}))).toThrow('POST /api/overview has no place')
})

describe('where nobody is asked who they are', () => {
  test('everything is open to the pages of this machine, and to no other', async () => {
    const open = await createApp({
      state: () => undefined,
      live: new Live(),
      publicUrl: undefined,
      health: { checks: {} },
    })
    const status = async (headers: object) =>
      (
        await open.inject({
          method: 'POST',
          url: '/api/connections/acme/pause',
          headers: { host: HOST, ...headers },
          payload: { reason: 'r', by: 'ana' },
        })
      ).statusCode
    expect(await status(OWN_PAGE)).toBe(503)
    expect(await status(byKey('admin')), 'no credential is taken for a page of ours').toBe(403)
  })
})
