/** How an ERP knows us, and the way to it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import { ConnectionsInvalid } from '../../connections.ts'
import { ErpUnauthorised, ErpUnavailable } from '../../errors.ts'
import { errorOf, patient } from '../../testing/reading.ts'
import { makeCertificate } from './testing/certificate.ts'
import { type Asked, connectionTo, type Reply, tinyErp } from './testing/tiny-erp.ts'

const opened: (() => unknown)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close()
})

async function connected(
  access: unknown,
  answer: (asked: Asked) => Reply,
  more: Readonly<Record<string, unknown>> = {},
) {
  const erp = await tinyErp(answer)
  // The text after JSON: an access may name its own address.
  const connection = connectionTo(
    erp.origin,
    { access: JSON.parse(JSON.stringify(access).replaceAll('ORIGIN', erp.origin)) as unknown, ...more },
    { SECRET: 'hush', OTHER: 'token-1' },
  )
  opened.push(erp.close, () => connection.close())
  return { read: () => connection.readOrder('1', patient), asked: erp.asked }
}

const order = { body: { id: '1' } }
const isOpen = (accepted: boolean): Reply => (accepted ? order : { status: 401, body: { detail: 'who?' } })

test.each([
  ['nothing', {}, 'authorization', undefined],
  [
    'a name and a password',
    { basic: { user: 'me', password: '${SECRET}' } },
    'authorization',
    'Basic bWU6aHVzaA==',
  ],
  ['a token', { bearer: { token: '${SECRET}' } }, 'authorization', 'Bearer hush'],
  ['a key', { apiKey: { header: 'X-Erp-Key', key: '${SECRET}' } }, 'x-erp-key', 'hush'],
])('%s is sent', async (_, access, header, value) => {
  const { read, asked } = await connected(access, () => order)
  expect((await read())?.order.number).toBe('1')
  expect(asked[0]?.headers[header]).toBe(value)
})

test('a secret in the file itself is refused, together with what else is wrong, and shown nowhere', () => {
  try {
    connectionTo('http://127.0.0.1', {
      access: { basic: { user: 'me', password: 'open sesame' } },
      pageSize: 0,
    })
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(ConnectionsInvalid)
    const { message } = error as Error
    expect(message).toContain('/connections/0/access/basic/password: must not be written here')
    expect(message).toContain('/connections/0/pageSize')
    expect(message).not.toContain('sesame')
  }
})

test('nor may it stand in a header, a query or a form, under whatever name such a thing has', () => {
  const fault = () =>
    connectionTo('http://127.0.0.1', {
      headers: { 'X-Api-Key': 'open sesame', 'X-Company': '100', Cookie: 'sid=${SID}' },
      changes: { path: '/orders', query: { access_token: 'open sesame', $skiptoken: '{cursor}' } },
      access: {
        oauth2: { tokenUrl: 'http://127.0.0.1/t', clientId: 'we', parameters: { password: 'open sesame' } },
      },
    })
  const places = ['/headers/X-Api-Key', '/changes/query/access_token', '/access/oauth2/parameters/password']
  for (const place of places) expect(fault).toThrow(`/connections/0${place}: must not be written here`)
  expect(fault).not.toThrow(/X-Company|Cookie: must|skiptoken|sesame/)
})

describe('OAuth 2.0', () => {
  const access = {
    oauth2: { tokenUrl: 'ORIGIN/token', clientId: 'we', clientSecret: '${SECRET}', scope: 'orders' },
  }

  test('asks for a token once for many requests, and sends it', async () => {
    const { read, asked } = await connected(access, ({ url, headers }) =>
      url.pathname === '/token'
        ? { body: { access_token: 't1', expires_in: 3600 } }
        : isOpen(headers.authorization === 'Bearer t1'),
    )
    await Promise.all([read(), read(), read()])
    const tokens = asked.filter(({ url }) => url.pathname === '/token')
    expect(tokens.map(({ body }) => body)).toEqual(['grant_type=client_credentials&scope=orders'])
    expect(tokens[0]?.headers.authorization).toBe('Basic d2U6aHVzaA==')
  })

  test('asks anew once when the token is refused', async () => {
    let given = 0
    let accepted = 'Bearer t2'
    const { read, asked } = await connected(access, ({ url, headers }) =>
      url.pathname === '/token'
        ? { body: { access_token: `t${++given}`, expires_in: 3600 } }
        : isOpen(headers.authorization === accepted),
    )
    expect((await read())?.order.number).toBe('1')
    accepted = 'none'
    expect(await errorOf(read())).toBeInstanceOf(ErpUnauthorised)
    expect(asked.filter(({ url }) => url.pathname === '/token')).toHaveLength(3)
  })

  test('goes on with the refresh token that came last', async () => {
    const refresh = { oauth2: { ...access.oauth2, refreshToken: '${OTHER}', clientIn: 'body' } }
    let count = 1
    const { read, asked } = await connected(refresh, ({ url }) =>
      url.pathname === '/token'
        ? { body: { access_token: 'a', expires_in: 0, refresh_token: `token-${++count}` } }
        : order,
    )
    await read()
    await read()
    const forms = asked
      .filter(({ url }) => url.pathname === '/token')
      .map(({ body }) => new URLSearchParams(body))
    expect(forms.map((form) => form.get('refresh_token')).slice(0, 2)).toEqual(['token-1', 'token-2'])
    expect(forms[0]?.get('client_secret')).toBe('hush')
  })

  test('is a configuration fault where the server refuses us, told without the secret', async () => {
    const { read } = await connected(access, () => ({ status: 400, body: { error: 'invalid_client' } }))
    const error = await errorOf(read())
    expect(error).toBeInstanceOf(ErpUnauthorised)
    expect((error as Error).message).toMatch(/token: answered 400: invalid_client/)
    expect((error as Error).message).not.toContain('hush')
  })

  test('waits for a token server that is away', async () => {
    const { read } = await connected(access, () => ({ status: 503 }))
    expect(await errorOf(read())).toBeInstanceOf(ErpUnavailable)
  })
})

test('a session: cookies and a token from the answer go along, and one that has ended is begun again', async () => {
  let session = 0
  const access = {
    session: {
      path: '/login',
      user: 'me',
      password: '${SECRET}',
      send: { 'X-Token': '{body.token}' },
    },
  }
  const { read, asked } = await connected(access, ({ url, headers, body }) => {
    if (url.pathname === '/login') {
      const { user, password } = JSON.parse(body) as Record<string, string>
      if (user !== 'me' || password !== 'hush') return { status: 401 }
      session += 1
      return {
        body: { token: `t${session}` },
        headers: { 'set-cookie': [`sid=${session}; HttpOnly`, 'node=a; Path=/'] },
      }
    }
    return isOpen(headers.cookie === `sid=${session}; node=a` && headers['x-token'] === `t${session}`)
  })
  expect((await read())?.order.number).toBe('1')
  session = 7
  expect((await read())?.order.number).toBe('1')
  expect(asked.filter(({ url }) => url.pathname === '/login')).toHaveLength(2)
})

test('no more requests begin within a second than are allowed', async () => {
  const { read } = await connected({}, () => order, { requestsPerSecond: 20 })
  const began = performance.now()
  await Promise.all(Array.from({ length: 5 }, read))
  expect(performance.now() - began).toBeGreaterThanOrEqual(190)
})

test('an answer larger than allowed is not read', async () => {
  const { read } = await connected({}, () => ({ body: { id: '1', junk: 'x'.repeat(5000) } }), {
    maxAnswerBytes: 1000,
  })
  expect(await errorOf(read())).toMatchObject({ code: 'erp-unreadable' })
})

describe('mutual TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rest-tls-'))
  const made = makeCertificate(folder)
  const reason = made ? '' : ': openssl is not installed'

  test.skipIf(!made)(
    `both sides prove who they are, and without our certificate there is no way in${reason}`,
    async () => {
      const file = (name: string) => join(folder, name)
      const pem = (name: string) => readFileSync(file(name))
      const settings = { key: pem('key.pem'), cert: pem('cert.pem'), ca: pem('cert.pem'), requestCert: true }
      const server = createTlsServer(settings, (_, response) => response.end('{"id":"1"}')).listen(
        0,
        '127.0.0.1',
      )
      await once(server, 'listening')
      opened.push(
        () => rmSync(folder, { recursive: true }),
        () => server.close(),
      )
      const url = `https://localhost:${(server.address() as AddressInfo).port}`
      const known = connectionTo(url, {
        tls: { ca: file('cert.pem'), cert: file('cert.pem'), key: file('key.pem') },
      })
      const unknown = connectionTo(url, { tls: { ca: file('cert.pem') } })
      const untrusting = connectionTo(url, { tls: { cert: file('cert.pem'), key: file('key.pem') } })
      opened.push(
        () => known.close(),
        () => unknown.close(),
        () => untrusting.close(),
      )
      expect((await known.readOrder('1', patient))?.order.number).toBe('1')
      expect(await errorOf(unknown.readOrder('1', patient))).toBeInstanceOf(ErpUnavailable)
      expect(await errorOf(untrusting.readOrder('1', patient))).toBeInstanceOf(ErpUnavailable)
    },
  )

  test('a file that is not there is a fault of the configuration', () => {
    expect(() => connectionTo('https://localhost', { tls: { ca: join(folder, 'none.pem') } })).toThrow(
      /\/connections\/0\/tls\/ca: cannot be read/,
    )
  })
})
