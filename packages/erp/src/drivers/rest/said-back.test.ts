/** An ERP that says back what it was sent, as pages for debugging do. */
import { inspect } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { errorOf, patient } from '../../testing/reading.ts'
import { type Asked, connectionTo, type Reply, tinyErp } from './testing/tiny-erp.ts'

const CANARY = 'canary+of/forty-characters-or-so-more=='
const GRANTED = 'canary-that-was-granted'
const FORMS = ['canary', Buffer.from(`me:${CANARY}`).toString('base64').slice(0, 12)]

const saidBack = ({ url, headers, body }: Asked) =>
  `${headers.authorization} ${url.pathname}${url.search} ${body} ${JSON.stringify(headers)}`

const answers: [string, (asked: Asked) => Reply][] = [
  ['500', (asked) => ({ status: 500, body: saidBack(asked) })],
  ['401', (asked) => ({ status: 401, body: { detail: saidBack(asked) } })],
  ['a 422 that is cut off', (asked) => ({ status: 422, body: `${'x'.repeat(280)} ${saidBack(asked)}` })],
  ['a redirection', (asked) => ({ status: 302, headers: { location: encodeURI(saidBack(asked)) } })],
  ['an order that is none', (asked) => ({ body: { id: '1', state: saidBack(asked) } })],
  ['a page that is none', (asked) => ({ body: { value: saidBack(asked) } })],
]

const ways: [string, Readonly<Record<string, unknown>>][] = [
  ['a password', { access: { basic: { user: 'me', password: '${SECRET}' } } }],
  ['a token', { access: { bearer: { token: '${SECRET}' } } }],
  ['a key', { access: { apiKey: { header: 'X-Erp-Key', key: '${SECRET}' } } }],
  [
    'a token of its provider',
    {
      access: {
        oauth2: { tokenUrl: 'ORIGIN/token', clientId: 'me', clientSecret: '${SECRET}' },
      },
    },
  ],
  ['a token in the URL', { read: { path: '/orders/{number}', query: { token: '${SECRET}' } } }],
]

test.each(ways.flatMap(([way, more]) => answers.map(([name, answer]) => [way, name, more, answer] as const)))(
  '%s is in no error of an ERP that says it back: %s',
  async (_way, _name, more, answer) => {
    const erp = await tinyErp((asked) =>
      asked.url.pathname === '/token'
        ? { body: { access_token: GRANTED, token_type: 'Bearer' } }
        : answer(asked),
    )
    const described = JSON.parse(JSON.stringify(more).replaceAll('ORIGIN', erp.origin)) as typeof more
    const connection = connectionTo(erp.origin, described, { SECRET: CANARY })
    onTestFinished(async () => {
      await connection.close()
      await erp.close()
    })
    const told = await Promise.all([
      connection.readOrder('1', patient).catch((error: unknown) => error),
      connection.readChanges(undefined, { limit: 10, signal: patient }).catch((error: unknown) => error),
    ])
    const text = inspect(told, { depth: 9 })
    expect(FORMS.filter((form) => text.includes(form))).toEqual([])
  },
)

test('nor is a client secret in that of a provider of tokens', async () => {
  const erp = await tinyErp((asked) => ({ status: 400, body: { error: saidBack(asked) } }))
  onTestFinished(() => erp.close())
  for (const clientIn of ['header', 'body']) {
    const oauth2 = { tokenUrl: `${erp.origin}/token`, clientId: 'me', clientSecret: '${SECRET}', clientIn }
    const connection = connectionTo(erp.origin, { access: { oauth2 } }, { SECRET: CANARY })
    const error = await errorOf(connection.readOrder('1', patient))
    const text = inspect(error, { depth: 9 })
    expect(text).toContain('400')
    expect(FORMS.filter((form) => text.includes(form))).toEqual([])
    await connection.close()
  }
})
