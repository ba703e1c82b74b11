// Guarantee: the OpenAPI document is true. Every example is sent and every documented fault provoked, over a real socket.
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { PublishFailed, PublisherOverloaded } from '@channel-adapter/messaging'
import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { type Answer, expectDocumented, faultsAt } from '../../test/documented.ts'
import { event, testGateway, update } from '../../test/gateway.ts'
import { KEY, litware } from '@channel-adapter/partners/testing'
import { rawRequest } from '../../test/raw-http.ts'
import { EVENT_TYPE, JSON_TYPE } from '../media-types.ts'
import { openApiDocument } from './document.ts'
import { sendProblems } from './problems.ts'

type GatewaySettings = Parameters<typeof testGateway>[0]

async function listening(settings: GatewaySettings = {}) {
  const gateway = await testGateway(settings)
  await gateway.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = gateway.app.server.address() as AddressInfo
  return { ...gateway, url: `http://127.0.0.1:${port}` }
}

async function answerOf(response: Response): Promise<Answer> {
  const { status, headers } = response
  return { status, contentType: headers.get('content-type') ?? '', body: await response.text() }
}

const post = async (url: string, body: string, headers: Record<string, string> = {}) =>
  answerOf(
    await fetch(`${url}/send`, { method: 'POST', body, headers: { 'content-type': JSON_TYPE, ...headers } }),
  )

/** A request that no client would send. */
async function raw(url: string, ...lines: string[]): Promise<Answer> {
  const { status, head, body } = await rawRequest(url, lines)
  const [, contentType = ''] = /\r\ncontent-type: ([^\r]*)/i.exec(head) ?? []
  return { status: Number(status.split(' ')[1]), contentType, body }
}

const AS_EVENT = { 'content-type': EVENT_TYPE }
const sendEvent = (change: Record<string, unknown>) => (url: string) =>
  post(url, JSON.stringify(event(change)), AS_EVENT)
const WITH_KEY = { authorization: `Bearer ${KEY}` }
const PROVIDER_AWAY = {
  issuer: 'https://issuer',
  audience: 'gateway',
  jwksUrl: 'http://127.0.0.1:1/keys',
  claim: 'sub',
  clockSkewSeconds: 60,
}
const unpublished = (failure: Error): GatewaySettings => ({ publish: () => Promise.reject(failure) })
const plainly = (url: string) => post(url, '1')

/** How each documented fault comes about. */
const provoked: Record<string, [(url: string) => Promise<Answer>, GatewaySettings?]> = {
  'malformed-json': [(url) => post(url, '{"a": 1,\n "b" 2}')],
  'empty-body': [(url) => post(url, '')],
  'json-too-deep': [(url) => post(url, '['.repeat(65) + ']'.repeat(65))],
  'forbidden-name': [(url) => post(url, '{"__proto__": 1}')],
  'invalid-idempotency-key': [(url) => post(url, '1', { 'idempotency-key': 'x'.repeat(256) })],
  'malformed-request': [(url) => raw(url, 'this is not HTTP', '', '')],
  'request-timeout': [
    (url) => raw(url, 'POST /send HTTP/1.1', 'Host: a', ''),
    { limits: { requestMs: 100 } },
  ],
  unauthenticated: [plainly, { authentication: { partners: [litware()] } }],
  'not-permitted': [
    (url) => post(url, JSON.stringify(event()), { ...AS_EVENT, ...WITH_KEY }),
    { authentication: { partners: [litware({ orders: [] })] } },
  ],
  'quota-exceeded': [
    async (url) => {
      await post(url, '1', WITH_KEY)
      return post(url, '1', WITH_KEY)
    },
    { authentication: { partners: [litware({ requestsPerSecond: 1, concurrency: 1 })] } },
  ],
  'provider-away': [
    (url) => post(url, '1', { authorization: 'Bearer eyJhbGciOiJFUzI1NiJ9.e30.e30' }),
    { authentication: { partners: [litware()], tokens: PROVIDER_AWAY } },
  ],
  'body-too-large': [(url) => post(url, JSON.stringify('x'.repeat(262_144)))],
  'unsupported-media-type': [(url) => post(url, '1', { 'content-type': 'text/plain' })],
  'contract-violated': [
    sendEvent({ data: update({ response: { code: 'AP', lines: [{ line: '1', code: '9' }] } }) }),
  ],
  'invalid-event': [sendEvent({ source: undefined })],
  'unknown-type': [sendEvent({ type: 'purchasing.order-update-outcome.v1' })],
  'idempotency-key-reused': [
    async (url) => {
      await post(url, '1', { 'idempotency-key': 'k' })
      return post(url, '2', { 'idempotency-key': 'k' })
    },
  ],
  overloaded: [plainly, unpublished(new PublisherOverloaded('x'))],
  'headers-too-large': [(url) => post(url, '1', { 'x-large': 'x'.repeat(17_000) })],
  'internal-error': [plainly, unpublished(new TypeError('a bug'))],
  'not-ready': [plainly, { open: false }],
  'broker-away': [plainly, unpublished(new PublishFailed('not-sent', 'x'))],
  'broker-away-unknown': [plainly, unpublished(new PublishFailed('unknown', 'x'))],
}

test('every documented fault is provoked here', () => {
  expect(Object.keys(provoked).toSorted()).toEqual(Object.keys(sendProblems).toSorted())
})

test.each(Object.entries(sendProblems))('%s is answered as documented', async (name, { value }) => {
  const [provoke, settings] = provoked[name] ?? []
  const { url } = await listening(settings)
  const answer = await provoke?.(url)
  if (!answer) throw new Error(`nobody knows how to provoke ${name}`)
  expect(JSON.parse(answer.body)).toEqual(value)
  expectDocumented('POST', '/send', answer)
})

test.each([
  ['POST', '/sent', 'NotFound'],
  ['GET', '/send', 'MethodNotAllowed'],
] as const)('%s %s is answered as documented', async (method, path, name) => {
  const { url } = await listening()
  const answer = await answerOf(await fetch(url + path, { method }))
  const { examples } = openApiDocument.components.responses[name].content['application/problem+json']
  expect(JSON.parse(answer.body)).toEqual(examples.any.value)
  expectDocumented(method, path, answer)
})

const { content } = openApiDocument.paths['/send'].post.requestBody
const { parameters } = openApiDocument.paths['/send'].post
const binaryHeaders = {
  'ce-specversion': '1.0',
  ...Object.fromEntries(
    parameters.flatMap((parameter) =>
      'example' in parameter && parameter.name.startsWith('ce-') ? [[parameter.name, parameter.example]] : [],
    ),
  ),
}
const requests = Object.entries(content).flatMap(([mediaType, { examples }]) =>
  Object.entries(examples).map(([name, example]) => ({
    name,
    body: JSON.stringify(example.value),
    mediaType,
    headers: name === 'binary' ? binaryHeaders : {},
  })),
)

test.each(requests)('the example $name is taken, and answered as documented', async (example) => {
  const { url, published } = await listening()
  const { name, body, mediaType, headers } = example
  const answer = await post(url, body, { ...headers, 'content-type': mediaType })
  expect(answer.status).toBe(200)
  expectDocumented('POST', '/send', answer)
  expect(published).toHaveLength(1)
  const shown = openApiDocument.paths['/send'].post.responses[200].content[JSON_TYPE].examples
  if (name === 'plain') expect(JSON.parse(answer.body)).toEqual(shown.plain.value)
  if (name === 'response') expect(JSON.parse(answer.body)).toEqual(shown.event.value)
})

test('every other path answers as documented, whether ready or not', async () => {
  const { url } = await listening()
  const others = Object.keys(openApiDocument.paths).filter((path) => path !== '/send')
  expect(others).toHaveLength(4)
  for (const path of others) expectDocumented('GET', path, await answerOf(await fetch(url + path)))
  const unready = await listening({ checks: { broker: () => ({ ok: false, detail: 'away' }) } })
  const answer = await answerOf(await fetch(`${unready.url}/readyz`))
  expect(answer.status).toBe(503)
  expectDocumented('GET', '/readyz', answer)
})

test('it names every route that there is', async () => {
  const { app } = await testGateway()
  await app.ready()
  const routes = app.printRoutes({ commonPrefix: false }).match(/[\w/.]+ \((?:GET|POST|PUT|PATCH|DELETE)/g)
  const documented = Object.entries(openApiDocument.paths).map(
    ([path, item]) => `${path.slice(1)} (${(Object.keys(item)[0] ?? '').toUpperCase()}`,
  )
  expect(new Set(routes?.map((route) => route.replace(/^\//, '')))).toEqual(new Set(documented))
})

test('it is valid OpenAPI 3.1 under the schema of the OpenAPI Initiative', async () => {
  const { valid, errors } = await new Validator().validate(
    structuredClone<Record<string, unknown>>(openApiDocument),
  )
  expect(errors).toBeUndefined()
  expect(valid).toBe(true)
})

test('every example keeps the schema beside it', () => {
  let count = 0
  function look(node: unknown, place: readonly string[]): void {
    if (typeof node !== 'object' || node === null) return
    if ('schema' in node && 'examples' in node) {
      for (const { value } of Object.values(node.examples as Record<string, { value: unknown }>)) {
        expect(faultsAt([...place, 'schema'], value), place.join(' ')).toBe('')
        count++
      }
      return
    }
    for (const [name, member] of Object.entries(node)) look(member, [...place, name])
  }
  look(openApiDocument.paths, ['paths'])
  expect(count).toBeGreaterThan(30)
})

test('what is served is what is committed', async () => {
  const { app } = await testGateway()
  const committed = readFileSync(new URL('../../../../docs/api/openapi.json', import.meta.url), 'utf8')
  expect((await app.inject('/openapi.json')).json()).toEqual(JSON.parse(committed))
})
