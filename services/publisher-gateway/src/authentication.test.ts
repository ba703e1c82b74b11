// Guarantee: who sends is told by the credential alone, and sends no more than its entry names.
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { contracts } from '@channel-adapter/contracts'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { event, EVENT, NOW, testGateway, update } from '../test/gateway.ts'
import { KEY, litware, partner, sha256 } from '@channel-adapter/partners/testing'

const as = (credential: string) => ({ authorization: `Bearer ${credential}` })
const northwind = () =>
  partner({
    id: 'northwind',
    keys: [{ sha256: sha256('key-of-northwind') }],
    sends: ['purchasing.order-update.v1'],
    orders: ['fabrikam:*'],
  })
/** Over a connection that the caller may end. */
const fetchOne = (url: string, credential: string, signal?: AbortSignal) =>
  fetch(`${url}/send`, {
    method: 'POST',
    body: '1',
    headers: { 'content-type': 'application/json', ...as(credential) },
    ...(signal && { signal }),
  })
const partners = () => ({ authentication: { partners: [litware(), northwind()] } })

describe('without authentication', () => {
  test('a credential changes nothing', async () => {
    const { post } = await testGateway()
    const answer = await post('{"id":1,"mensaje":"Hola desde Postman"}', as('anything'))
    expect(answer.text).toBe(
      '{"data":{"id":1,"mensaje":"Hola desde Postman"},"message":"Mensaje enviado a Kafka"}',
    )
  })
})

describe('an API key', () => {
  test.each([
    ['none', {}],
    ['another', as('key-of-nobody')],
    ['none of these', { authorization: `Basic ${btoa(`litware:${KEY}`)}` }],
    ['its own hash', as(sha256(KEY))],
    ['half of one', as(KEY.slice(0, -1))],
    ['a token', as('e30.e30.e30')],
  ])('is needed: %s is answered 401', async (_what, headers) => {
    const { post, published } = await testGateway(partners())
    const answer = await post('1', headers)
    expect(answer.status).toBe(401)
    expect(answer.headers['www-authenticate']).toBe('Bearer')
    expect(published).toEqual([])
  })

  test('tells who sends a message', async () => {
    const { post, published, codecs } = await testGateway(partners())
    expect((await post('1', as(KEY))).status).toBe(200)
    const [message] = published
    expect(await codecs.channelMessage.decode(message?.value ?? Buffer.of())).toMatchObject({
      sender: 'litware',
    })
  })

  test('may be one of two while it changes', async () => {
    const both = litware({ keys: [{ sha256: sha256('old') }, { sha256: sha256('new') }] })
    const { post } = await testGateway({ authentication: { partners: [both] } })
    expect([(await post('1', as('old'))).status, (await post('1', as('new'))).status]).toEqual([200, 200])
  })

  test('is asked for before the body is read, and the health of the service is open', async () => {
    const { app, post } = await testGateway(partners())
    expect((await post('x'.repeat(300_000))).status).toBe(401)
    for (const url of ['/livez', '/readyz', '/openapi.json'])
      expect((await app.inject(url)).statusCode).toBe(200)
  })
})

describe('a partner', () => {
  const send = async (credential: string, data: object, type: string = contracts.orderUpdate.name) => {
    const { post, published } = await testGateway(partners())
    const answer = await post(JSON.stringify(event({ data, type })), { ...EVENT, ...as(credential) })
    expect(published).toHaveLength(answer.status === 200 ? 1 : 0)
    return answer
  }

  test('may answer its own order, and need not say who it is', async () => {
    expect((await send(KEY, update())).status).toBe(200)
    const answer = await send(KEY, update({ partner: undefined }))
    expect(answer.json()).toMatchObject({ data: { partner: 'litware' } })
  })

  test.each([
    ["answers another's order", 'key-of-northwind', update({ partner: 'northwind' })],
    ['speaks for another', 'key-of-northwind', update({ source: 'fabrikam' })],
    ['sends a kind that it may not', KEY, update({ response: null, statusChange: { status: 'CANCELLED' } })],
  ])('that %s is answered 403', async (_what, credential, data) => {
    expect((await send(credential, data)).status).toBe(403)
  })

  test('that sends an order is answered 403, and one that names itself a sender 422', async () => {
    const { post } = await testGateway(partners())
    expect((await post('1', as('key-of-northwind'))).status).toBe(403)
    const data = {
      id: 'm',
      contentType: 'application/json',
      body: '1',
      sender: 'northwind',
      receivedAt: '2026-11-24T20:00:00Z',
    }
    expect((await send(KEY, data, contracts.channelMessage.name)).status).toBe(422)
  })

  test('shares no Idempotency-Key with another', async () => {
    const free = partner({ ...northwind(), sends: ['channel.message.v1'] })
    const { post, published } = await testGateway({ authentication: { partners: [litware(), free] } })
    for (const credential of [KEY, 'key-of-northwind']) {
      expect((await post('1', { ...as(credential), 'idempotency-key': 'k' })).status).toBe(200)
    }
    expect(new Set(published.map(({ key }) => key)).size).toBe(2)
  })
})

describe('a signed request', () => {
  const SECRET = Buffer.from('a secret of twenty-four bytes')
  const signing = () => ({
    authentication: { partners: [litware({ signingSecrets: [`whsec_${SECRET.toString('base64')}`] })] },
  })
  const signed = (body: string, at = NOW / 1000) => ({
    ...as(KEY),
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(at),
    'webhook-signature': `v1,${createHmac('sha256', SECRET).update(`msg_1.${at}.${body}`).digest('base64')}`,
  })

  test('is taken as it was written; unsigned or changed it is answered 401', async () => {
    const { post, published } = await testGateway(signing())
    expect((await post('{ "a": 1.10 }', signed('{ "a": 1.10 }'))).status).toBe(200)
    expect((await post('{"a":1.10}', as(KEY))).status).toBe(401)
    expect((await post('{"a":1.10}', signed('{ "a": 1.10 }'))).status).toBe(401)
    const binary = {
      ...signed('1'),
      'ce-specversion': '1.0',
      'ce-id': '1',
      'ce-source': 's',
      'ce-type': 'channel.message.v1',
    }
    expect((await post('1', binary)).status).toBe(401)
    expect(published).toHaveLength(1)
  })

  test('that is captured and sent again is the same message a second later, is so after a restart, and is refused after six minutes', async () => {
    let now = NOW
    const first = await testGateway({ ...signing(), now: () => now })
    await first.post('1', signed('1'))
    now += 1000
    const again = await first.post('1', { ...signed('1'), 'idempotency-key': 'another' })
    expect(again.status).toBe(200)
    expect(first.published).toHaveLength(1)

    const restarted = await testGateway({ ...signing(), now: () => now })
    await restarted.post('1', signed('1'))
    expect(restarted.published[0]?.key).toBe(first.published[0]?.key)

    now += 6 * 60_000
    expect((await restarted.post('1', signed('1'))).status).toBe(401)
  })
})

/** A provider of tokens on loopback whose key can be exchanged. */
async function provider({ answers = Promise.resolve() } = {}) {
  let asked = 0
  const make = async (kid: string) => {
    const { privateKey, publicKey } = await generateKeyPair('ES256')
    return { kid, privateKey, published: { ...(await exportJWK(publicKey)), kid, alg: 'ES256' } }
  }
  const known = [await make('1')]
  const server = createServer((_request, response) => {
    asked++
    response.setHeader('content-type', 'application/json')
    void answers.then(() => response.end(JSON.stringify({ keys: known.map(({ published }) => published) })))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => server.close().closeAllConnections())
  const issuer = 'https://issuer.example'
  const sign = (claims: object = {}, key = known.at(-1)) =>
    new SignJWT({
      sub: 'litware-client',
      iss: issuer,
      aud: 'gateway',
      exp: Math.floor(Date.now() / 1000) + 60,
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', kid: key?.kid ?? '' })
      .sign(key?.privateKey ?? Buffer.of())
  const tokens = {
    issuer,
    audience: 'gateway',
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    claim: 'sub',
    clockSkewSeconds: 60,
  }
  const authentication = { partners: [litware({ subject: 'litware-client' })], tokens }
  return {
    authentication,
    sign,
    make,
    /** @returns the key that it had */
    async exchange() {
      const former = known.pop()
      known.push(await make('2'))
      return former
    },
    asked: () => asked,
  }
}

describe('a token', () => {
  const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

  test('of the provider is taken, beside API keys, and its keys are asked for once', async () => {
    const { authentication, sign, asked } = await provider()
    const { post } = await testGateway({ authentication })
    for (const credential of [await sign(), await sign(), KEY])
      expect((await post('1', as(credential))).status).toBe(200)
    expect(asked()).toBe(1)
  })

  test('within the clock skew is taken, and beyond it is not', async () => {
    const { authentication, sign } = await provider()
    const { post } = await testGateway({ authentication })
    const status = async (claims: object) => (await post('1', as(await sign(claims)))).status
    expect(await status({ exp: inSeconds(-30) })).toBe(200)
    expect(await status({ exp: inSeconds(-90) })).toBe(401)
    expect(await status({ nbf: inSeconds(30) })).toBe(200)
    expect(await status({ nbf: inSeconds(90) })).toBe(401)
  })

  test.each([
    ['for another audience', { aud: 'elsewhere' }],
    ['of another issuer', { iss: 'https://other.example' }],
    ['of nobody', { sub: undefined }],
    ['of somebody unknown', { sub: 'stranger' }],
    ['without an end', { exp: undefined }],
  ])('%s is answered 401', async (_what, claims) => {
    const { authentication, sign } = await provider()
    const { post } = await testGateway({ authentication })
    expect((await post('1', as(await sign(claims)))).status).toBe(401)
  })

  test('signed with another key, by a shared secret or not at all is answered 401', async () => {
    const { authentication, sign, make } = await provider()
    const { post } = await testGateway({ authentication })
    const [, payload = '', signature = ''] = (await sign()).split('.')
    const header = (alg: string) => Buffer.from(JSON.stringify({ alg, kid: '1' })).toString('base64url')
    const forged = [
      await sign({}, { ...(await make('1')) }),
      `${header('none')}.${payload}.`,
      `${header('HS256')}.${payload}.${signature}`,
    ]
    for (const token of forged) expect((await post('1', as(token))).status).toBe(401)
  })

  test('signed with the key that the provider has by now is taken, and with the one it had no longer', async () => {
    const { authentication, sign, exchange, asked } = await provider()
    const { post } = await testGateway({ authentication })
    const status = async (token: string) => (await post('1', as(token))).status
    expect(await status(await sign())).toBe(200)
    const former = await exchange()
    // Nobody has the provider asked more often than twice a minute, whatever keys are named.
    expect(await status(await sign())).toBe(401)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 })
    onTestFinished(() => void vi.useRealTimers())
    expect(await status(await sign())).toBe(200)
    expect(await status(await sign({}, former))).toBe(401)
    expect(asked()).toBe(2)
  })
})

// It came to its place when its connection was closed already, and kept it until the gateway was started again.
test('of a caller who is gone when the provider answers no place is taken', async () => {
  const { promise: answers, resolve: answer } = Promise.withResolvers<void>()
  const { authentication, sign, asked } = await provider({ answers })
  const [only] = authentication.partners.map((each) => ({ ...each, concurrency: 1 }))
  const { app } = await testGateway({ authentication: { ...authentication, partners: only ? [only] : [] } })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const gone = new Promise((resolve) =>
    app.server.once('connection', (socket) => socket.once('close', resolve)),
  )
  const post = async (signal?: AbortSignal) => fetchOne(url, await sign(), signal)
  const hangUp = new AbortController()
  const first = post(hangUp.signal).catch(() => {})
  await vi.waitUntil(() => asked() > 0)
  hangUp.abort()
  await Promise.all([first, gone])
  answer()
  expect((await post()).status).toBe(200)
})

describe('a quota', () => {
  test('is each partner’s own: one that sends too much is answered 429 with Retry-After, others are served', async () => {
    const slow = litware({ requestsPerSecond: 1 })
    const other = partner({ ...northwind(), sends: ['channel.message.v1'] })
    const { post } = await testGateway({ authentication: { partners: [slow, other] } })
    const answers = [await post('1', as(KEY)), await post('1', as(KEY))]
    expect(answers.map(({ status }) => status)).toEqual([200, 429])
    expect(answers[1]?.headers['retry-after']).toBe('1')
    expect((await post('1', as('key-of-northwind'))).status).toBe(200)
  })

  test('of requests under way counts until the answer has left, also of those that hang up', async () => {
    const gate = Promise.withResolvers<void>()
    const authentication = { partners: [litware({ concurrency: 1 })] }
    const { app } = await testGateway({ authentication, publish: () => gate.promise })
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    const hangUp = new AbortController()
    const post = (signal?: AbortSignal) => fetchOne(url, KEY, signal)
    const first = post(hangUp.signal).catch(() => {})
    let answer = await post(AbortSignal.timeout(20_000))
    expect(answer.status).toBe(429)
    hangUp.abort()
    await first
    gate.resolve()
    while (answer.status === 429) answer = await post()
    expect(answer.status).toBe(200)
  })
})
