/** Requests to inner addresses (SSRF): by what is configured, by what an ERP answers, and by what names resolve to. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { erpUrl, networks } from '../../connection-settings.ts'
import { ErpError, ErpUnavailable } from '../../errors.ts'
import { createHttpClient } from '../../http/client.ts'
import { networksOf } from '@channel-adapter/addresses'
import { fixedCredential } from '../../http/credential.ts'
import type { Resolve } from '@channel-adapter/addresses'
import { createTransport } from '../../http/transport.ts'
import { type Listener, listenHttp } from '../../testing/listen.ts'
import { errorOf, patient } from '../../testing/reading.ts'
import { connectionTo, type Reply, tinyErp } from './testing/tiny-erp.ts'

/** A server that nobody may be led to, and how often somebody was. */
let inner: Listener
let visits = 0
let port = ''

beforeAll(async () => {
  inner = await listenHttp((_, response) => {
    visits += 1
    response.end('[]')
  })
  port = new URL(inner.origin).port
})
afterAll(() => inner.close())

/** 169.254.169.254, where clouds keep credentials, and other addresses of no ERP, as they can be written. */
const forbidden = [
  '169.254.169.254',
  '0xa9.0xfe.0xa9.0xfe',
  '0xA9FEA9FE',
  '2852039166',
  '0251.0376.0251.0376',
  '025177524776',
  '0251.254.0xa9.254',
  '169.254.43518',
  '169.16689662',
  '169.254.169.254.',
  '１６９.２５４.１６９.２５４',
  '169。254。169。254',
  '%31%36%39.254.169.254',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '[0:0:0:0:0:ffff:a9fe:a9fe]',
  '[::169.254.169.254]',
  '[64:ff9b::169.254.169.254]',
  '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b:1::a9fe:a9fe]',
  '[2002:a9fe:a9fe::]',
  '[2001:0:4136:e378:8000:63bf:3fff:fdd2]',
  '[fe80::1]',
  '[febf::a9fe:a9fe]',
  '[fec0::1]',
  '[fd00:ec2::254]',
  '[ff02::1]',
  '[::]',
  '0',
  '0.0.0.0',
  '0x0',
  '192.0.0.192',
  '100.100.100.200',
  '168.63.129.16',
  '224.0.0.1',
  '255.255.255.255',
]

test.each(forbidden)('no connection is configured to %s', (host) => {
  expect(erpUrl.safeParse(`http://${host}/latest/meta-data`).success).toBe(false)
})

test.each([
  'http://erp.example@169.254.169.254/',
  'http://user:secret@erp.example/',
  'https://@erp.example@evil.example/',
  'file:///etc/passwd',
  'gopher://erp.example/_',
  'ftp://erp.example/',
  'dict://127.0.0.1:11211/stat',
  'http://erp.example/?url=http://169.254.169.254',
  'http://erp.example/#@169.254.169.254',
  '//169.254.169.254/',
  'javascript:alert(1)',
  'http://256.256.256.256/',
])('no connection is configured as %s', (url) => {
  expect(erpUrl.safeParse(url).success).toBe(false)
})

describe('a next page', () => {
  /** INNER is the port of the inner server, SELF that of the ERP. */
  const elsewhere = [
    'http://127.0.0.1:INNER/',
    'http://localhost:INNER/',
    'http://127.1:INNER/',
    'http://0x7f.1:INNER/',
    'http://0x7f000001:INNER/',
    'http://2130706433:INNER/',
    'http://017700000001:INNER/',
    'http://0177.0.0.1:INNER/',
    'http://127.0.0.1.:INNER/',
    'http://１２７.０.０.１:INNER/',
    'http://127。0。0。1:INNER/',
    'http://[::1]:INNER/',
    'http://[::ffff:127.0.0.1]:INNER/',
    'http://[::ffff:7f00:1]:INNER/',
    'http://[64:ff9b::7f00:1]:INNER/',
    'http://0:INNER/',
    'http://0.0.0.0:INNER/',
    'http://[::]:INNER/',
    '//127.0.0.1:INNER/',
    '\\\\127.0.0.1:INNER\\',
    '/\\127.0.0.1:INNER/',
    '\\/127.0.0.1:INNER/',
    '/\t/127.0.0.1:INNER/',
    '\n//127.0.0.1:INNER/',
    'ht\ntp://127.0.0.1:INNER/',
    ' http://127.0.0.1:INNER/',
    'http:\\\\127.0.0.1:INNER\\',
    'http:////127.0.0.1:INNER/',
    'http://127.0.0.1:SELF@127.0.0.1:INNER/',
    'http://127.0.0.1%3ASELF@127.0.0.1:INNER/',
    'http://127.0.0.1:INNER\\@127.0.0.1:SELF/',
    'http://127.0.0.1:INNER#@127.0.0.1:SELF/',
    'http://127.0.0.1:INNER?@127.0.0.1:SELF/',
    'https://127.0.0.1:SELF/',
    'http://localhost:SELF/',
    'http://169.254.169.254/latest/meta-data/iam/security-credentials/',
    'http://metadata.google.internal/computeMetadata/v1/',
    'file:///etc/passwd',
    'data:application/json,[]',
    'blob:http://127.0.0.1:SELF/0',
    'gopher://127.0.0.1:INNER/_GET%20/',
    'javascript:alert(1)',
  ]

  test.each(elsewhere)('leads not to %j', async (written) => {
    const before = visits
    const erp = await tinyErp(({ url }) => ({
      body: {
        rows: [{ id: '1' }],
        next: url.pathname === '/orders' ? written.replace('INNER', port).replace('SELF', url.port) : null,
      },
    }))
    const connection = connectionTo(erp.origin, {
      changes: { path: '/orders', rows: 'rows', paging: { by: 'link', next: 'next' } },
    })
    const first = await connection.readChanges(undefined, { limit: 10, signal: patient })
    const error = await errorOf(connection.readChanges(first.next, { limit: 10, signal: patient }))
    expect(error).toBeInstanceOf(ErpUnavailable)
    expect((error as Error).message).toMatch(/allowed are|no address/)
    expect(visits).toBe(before)
    await connection.close()
    await erp.close()
  })

  test('of the same origin is followed, without the user that it names', async () => {
    const erp = await tinyErp(({ url }) => ({
      body: {
        rows: [{ id: url.pathname }],
        next: url.pathname === '/orders' ? `http://eve:x@${url.host}/more` : null,
      },
    }))
    const connection = connectionTo(erp.origin, {
      changes: { path: '/orders', rows: 'rows', paging: { by: 'link', next: 'next' } },
    })
    const first = await connection.readChanges(undefined, { limit: 10, signal: patient })
    await connection.readChanges(first.next, { limit: 10, signal: patient })
    expect(erp.asked.map(({ url }) => url.pathname)).toEqual(['/orders', '/more'])
    expect(erp.asked[1]?.headers.authorization).toBeUndefined()
    await connection.close()
    await erp.close()
  })
})

describe('a redirection', () => {
  const redirecting = (status: number): Reply => ({ status, headers: { location: inner.origin } })

  test.each([301, 302, 303, 307, 308])(
    'by %i is followed by no read, write, log-in or token request',
    async (status) => {
      const before = visits
      const erp = await tinyErp(() => redirecting(status))
      const ways = [
        {},
        { session: { path: '/login' } },
        { oauth2: { tokenUrl: `${erp.origin}/token`, clientId: 'we' } },
      ]
      for (const access of ways) {
        const connection = connectionTo(erp.origin, {
          access,
          updates: { path: '/orders/{number}', statusChange: { body: '{}' } },
        })
        expect(await errorOf(connection.readOrder('1', patient))).toBeInstanceOf(ErpError)
        expect(await errorOf(connection.applyUpdate(closed, '1', patient))).toBeInstanceOf(ErpError)
        await connection.close()
      }
      expect(visits).toBe(before)
      await erp.close()
    },
  )

  const closed = {
    id: '5b0c9a4e-7f0f-4c53-9c0f-0f6b3f0f8b7a',
    source: 'tiny',
    number: '1',
    orderVersion: '1',
    orderRevision: 1,
    partner: 'p',
    occurredAt: '2026-11-24T00:00:00.000000Z',
    response: null,
    stockConfirmation: null,
    shippingNotice: null,
    goodsReceipt: null,
    statusChange: { status: 'CLOSED', reason: null },
  } as const
})

describe('a name', () => {
  /** What a request to a name answers, when resolvers say this of it, look-up by look-up. */
  async function visiting(answers: readonly (readonly string[])[], allowed?: readonly string[]) {
    const before = visits
    let lookups = 0
    const resolve: Resolve = (_, __, callback) => {
      const addresses = answers[Math.min(lookups++, answers.length - 1)] ?? []
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )
    }
    const url = `http://erp.example:${port}`
    const settings = { connections: 1, timeoutMs: 2000 }
    const transport = createTransport({ ...settings, resolve, networks: allowed && networksOf(allowed) })
    const client = createHttpClient({ ...settings, url, transport, credential: fixedCredential(undefined) })
    const outcome = await client.send({ method: 'GET', path: '/', intent: 'read-changes' }, patient).then(
      ({ status }) => `answered ${status}`,
      (error: unknown) => (error as Error).message,
    )
    await client.close()
    return { outcome, visits: visits - before, lookups }
  }

  test.each([
    ['127.0.0.1'],
    ['127.8.8.8'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    ['64:ff9b::7f00:1'],
    ['169.254.169.254'],
    ['::ffff:169.254.169.254'],
    ['64:ff9b::a9fe:a9fe'],
    ['fe80::1%lo'],
    ['fd00:ec2::254'],
    ['0.0.0.0'],
    ['::'],
    ['::7f00:1'],
    ['2002:7f00:1::'],
    ['224.0.0.1'],
  ])('that has the address %s is not gone to', async (address) => {
    const { outcome, visits: seen } = await visiting([[address]])
    expect(outcome).toContain('erp.example is refused')
    expect(seen).toBe(0)
  })

  test('is looked up once for a connection: what it has become meanwhile (rebinding) is not gone to', async () => {
    // The first answer is what is judged, and where the connection goes: nobody answers in TEST-NET-1.
    const { outcome, visits: seen, lookups } = await visiting([['192.0.2.1'], ['127.0.0.1']])
    expect(outcome).not.toContain('answered')
    expect([seen, lookups]).toEqual([0, 1])
  })

  test('is gone to at its allowed addresses only, where it has others beside', async () => {
    const mixed = ['169.254.169.254', '127.0.0.1']
    expect(await visiting([mixed], ['127.0.0.0/8'])).toEqual({
      outcome: 'answered 200',
      visits: 1,
      lookups: 1,
    })
    expect((await visiting([['10.1.2.3']], ['10.20.0.0/16', 'fd12::/16'])).outcome).toContain(
      'in none of the networks',
    )
  })
})

test('networks are CIDRs, and are not promised where a proxy looks the hosts up', () => {
  for (const wrong of ['10.0.0.0', '10.0.0.0/33', 'fd00::/129', 'erp.example/8', '10.0.0.0/-1', ''])
    expect(networks.safeParse([wrong]).success).toBe(false)
  expect(() =>
    connectionTo('http://erp.example', { networks: ['10.0.0.0/8'], proxy: { url: 'http://127.0.0.1:3128' } }),
  ).toThrow(/networks: cannot be held to with a proxy/)
})
