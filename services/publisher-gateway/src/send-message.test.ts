// Guarantee: any JSON put on /send is on channel.message.v1 as it was sent, and answered byte for byte as agreed.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NOW, testGateway } from '../test/gateway.ts'
import { compactJson } from './compact-json.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

test("the user's own example is answered byte for byte", async () => {
  const { post } = await testGateway()
  const answer = await post('{"id": 1, "mensaje": "Hola desde Postman"}')
  expect(answer.status).toBe(200)
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
  expect(answer.text).toBe(
    '{"data":{"id":1,"mensaje":"Hola desde Postman"},"message":"Mensaje enviado a Kafka"}',
  )
})

test('the message keeps its contract, under a new id that is its key', async () => {
  const { post, published, codecs } = await testGateway()
  await post('[1, 2]')
  await post('[1, 2]')
  const [message, other] = published
  if (!message?.value) throw new Error('nothing was published')
  expect(message.topic).toBe('test.channel.message.v1')
  expect(message.key).toMatch(UUID)
  expect(other?.key).not.toBe(message.key)
  expect(await codecs.channelMessage.decode(message.value)).toEqual({
    id: message.key,
    contentType: 'application/json',
    body: '[1,2]',
    sender: null,
    receivedAt: '2026-11-24T20:00:00.000000Z',
  })
  expect(message.headers).toEqual({
    ce_specversion: '1.0',
    ce_id: message.key,
    ce_type: 'channel.message.v1',
    ce_source: '/publisher-gateway',
    ce_time: '2026-11-24T20:00:00.000000Z',
    'content-type': 'application/avro',
    traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/) as string,
    'correlation-id': expect.stringMatching(UUID) as string,
  })
  expect(Date.parse(message.headers['ce_time'] ?? '')).toBe(NOW)
})

test('any JSON value comes back and goes out as it was written', async () => {
  const { post, published, codecs } = await testGateway()
  await fc.assert(
    fc.asyncProperty(fc.json({ stringUnit: 'grapheme' }), async (text) => {
      fc.pre(!/__proto__|constructor/.test(text))
      published.length = 0
      const answer = await post(text)
      const { text: compact } = compactJson(text)
      expect(answer.text).toBe(`{"data":${compact},"message":"Mensaje enviado a Kafka"}`)
      const message = await codecs.channelMessage.decode(published[0]?.value ?? Buffer.alloc(0))
      expect(message.body).toBe(compact)
    }),
    { numRuns: 200 },
  )
})

test.each([
  '12345678901234567890',
  '1.10',
  '-0.0',
  '1e400',
  '"\\u00e9\\ud800"',
  '"  "',
  'null',
  'false',
  '""',
])('the value %s is not touched', async (text) => {
  const { post } = await testGateway()
  expect((await post(` ${text}\n`)).text).toBe(`{"data":${text},"message":"Mensaje enviado a Kafka"}`)
})

describe('the media type', () => {
  test.each([
    'application/json',
    'Application/JSON',
    'application/json;charset=utf-8',
    'application/json ; v="a;b"',
  ])('may be written %j', async (type) => {
    const { post } = await testGateway()
    expect((await post('1', { 'content-type': type })).status).toBe(200)
  })

  test.each([
    'text/plain',
    'application/jsonx',
    'application/json+x',
    'application/json, text/plain',
    ' application/xml',
    'application/cloudevents-batch+json',
    'application/x-www-form-urlencoded',
  ])('%j is refused with the names of those that are accepted', async (type) => {
    const { post, published } = await testGateway()
    const answer = await post('{"a":1}', { 'content-type': type })
    expect(answer.status).toBe(415)
    expect(answer.json()).toMatchObject({
      type: 'urn:channel-adapter:problem:unsupported-media-type',
      detail: expect.stringContaining('application/json and application/cloudevents+json') as string,
    })
    expect(published).toEqual([])
  })

  // They were taken for JSON in a wrong encoding, or, where a proxy had inflated the body, as if nothing were said.
  test.each(['gzip', 'Deflate', 'br, gzip', 'x'])('a body in the coding %j is refused', async (coding) => {
    const { post, published } = await testGateway()
    const answer = await post('{"a":1}', { 'content-encoding': coding })
    expect(answer.status).toBe(415)
    expect(answer.json()).toMatchObject({ detail: expect.stringContaining(coding) as string })
    expect(published).toEqual([])
    expect((await post('1', { 'content-encoding': 'Identity' })).status).toBe(200)
  })
})

describe('a body that is refused', () => {
  test.each([
    [
      'broken JSON, with the place',
      '{"a": 1,\n "b" 2}',
      400,
      'malformed-json',
      'expected ":" at line 2, column 6',
    ],
    ['JSON cut short', '{"a": [1', 400, 'malformed-json', 'expected "," or "]" at line 1, column 9'],
    ['an empty one', '', 400, 'empty-body', 'must hold JSON'],
    ['white space', ' \n', 400, 'malformed-json', 'expected a value at line 2, column 1'],
    ['__proto__', '{"a": {"__proto__": {"b": 1}}}', 400, 'forbidden-name', '__proto__'],
    ['__proto__ in escapes', '{"__pro\\u0074o__": 1}', 400, 'forbidden-name', '__proto__'],
    ['constructor.prototype', '{"constructor": {"prototype": {}}}', 400, 'forbidden-name', 'constructor'],
    ['65 levels', `${'['.repeat(65)}${']'.repeat(65)}`, 400, 'json-too-deep', '65 levels deep; at most 64'],
    ['100,000 levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 400, 'json-too-deep', '100000 levels'],
    ['more than 256 KiB', JSON.stringify('x'.repeat(256 * 1024)), 413, 'body-too-large', '262144 bytes'],
    ['what is not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400, 'malformed-json', 'UTF-8'],
  ])('%s', async (_case, body, status, type, detail) => {
    const { post, published } = await testGateway()
    const answer = await post(body)
    expect(answer.json()).toMatchObject({
      status,
      type: `urn:channel-adapter:problem:${type}`,
      detail: expect.stringContaining(detail) as string,
    })
    expect(answer.status).toBe(status)
    expect(answer.headers['content-type']).toMatch('application/problem+json')
    expect(published).toEqual([])
  })

  test('no body and no media type', async () => {
    const { app } = await testGateway()
    const answer = await app.inject({ method: 'POST', url: '/send' })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ type: 'urn:channel-adapter:problem:empty-body' })
  })
})

test('64 levels are accepted, and a byte order mark is passed over', async () => {
  const { post } = await testGateway()
  const deep = `${'['.repeat(64)}${']'.repeat(64)}`
  expect((await post(deep)).status).toBe(200)
  expect((await post('\uFEFF{"a": 1}')).text).toBe('{"data":{"a":1},"message":"Mensaje enviado a Kafka"}')
})

describe('what a message is followed by', () => {
  const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  const followed = async (headers: Record<string, string>) => {
    const { post, published } = await testGateway()
    const answer = await post('1', headers)
    const { traceparent = '', 'correlation-id': correlation = '' } = published[0]?.headers ?? {}
    expect(answer.headers['x-request-id']).toBe(correlation)
    return { traceparent, correlation }
  }

  test('is passed on when it is valid', async () => {
    const given = { traceparent: TRACE, 'x-request-id': 'abc-123' }
    expect(await followed(given)).toEqual({ traceparent: TRACE, correlation: 'abc-123' })
    const later = `cc${TRACE.slice(2)}-what-the-future-adds`
    expect((await followed({ traceparent: later })).traceparent).toBe(later)
  })

  test.each([
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`,
    `ff${TRACE.slice(2)}`,
    `${TRACE}-x`,
    TRACE.toUpperCase(),
    'x',
  ])('is made anew when the traceparent is %s', async (traceparent) => {
    const passed = await followed({ traceparent })
    expect(passed.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    expect(passed.traceparent).not.toBe(traceparent)
  })

  test.each(['a b', 'x'.repeat(129), 'é'])('is made anew when the request id is %j', async (requestId) => {
    expect((await followed({ 'x-request-id': requestId })).correlation).toMatch(UUID)
  })
})
