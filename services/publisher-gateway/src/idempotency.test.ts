// Guarantee: a request repeated under its Idempotency-Key takes effect once, and a failed one is really tried again.
import { PublishFailed } from '@channel-adapter/messaging'
import { describe, expect, test } from 'vitest'
import { event, EVENT, testGateway, turns } from '../test/gateway.ts'

const KEY = { 'idempotency-key': 'order 7, try' }

test('a repetition is answered the same and published once', async () => {
  const { post, published } = await testGateway()
  const first = await post('{"a": 1}', KEY)
  const second = await post('{ "a":1}', KEY)
  expect(second.text).toBe(first.text)
  expect(second.status).toBe(200)
  expect(published).toHaveLength(1)
})

test('the same key is the same id on every instance, another key another', async () => {
  const [one, two] = [await testGateway(), await testGateway()]
  await one.post('1', KEY)
  await two.post('1', KEY)
  await two.post('1', { 'idempotency-key': 'another' })
  expect(two.published[0]?.key).toBe(one.published[0]?.key)
  expect(two.published[1]?.key).not.toBe(one.published[0]?.key)
})

test('concurrent requests share one publishing, and all wait for it', async () => {
  const gate = Promise.withResolvers<void>()
  const { post, published } = await testGateway({ publish: () => gate.promise })
  const answers = Array.from({ length: 5 }, () => post('1', KEY))
  await turns(20)
  gate.resolve()
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  expect(published).toHaveLength(1)
})

test('a first that failed is really tried again, for those who waited with it too', async () => {
  const gate = Promise.withResolvers<void>()
  let attempts = 0
  const { post, published } = await testGateway({
    publish: () => (attempts++ === 0 ? gate.promise : Promise.resolve()),
  })
  const waiting = [post('1', KEY), post('1', KEY)]
  await turns(20)
  gate.reject(new PublishFailed('unknown', 'cut off'))
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([503, 503])
  expect((await post('1', KEY)).status).toBe(200)
  expect(published).toHaveLength(1)
})

describe('the same key with something else is refused', () => {
  test('as another body', async () => {
    const { post, published } = await testGateway()
    await post('1', KEY)
    const answer = await post('2', KEY)
    expect(answer.status).toBe(422)
    expect(answer.json()).toMatchObject({ type: 'urn:channel-adapter:problem:idempotency-key-reused' })
    expect(published).toHaveLength(1)
  })

  test('as another kind of request with the same body', async () => {
    const { post } = await testGateway()
    await post(JSON.stringify(event()), KEY)
    expect((await post(JSON.stringify(event()), { ...EVENT, ...KEY })).status).toBe(422)
  })

  test('as a binary event with another attribute', async () => {
    const { post } = await testGateway()
    const { data, ...attributes } = event()
    const headers = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`ce-${name}`, String(value)]),
    )
    expect((await post(JSON.stringify(data), { ...headers, ...KEY })).status).toBe(200)
    expect((await post(JSON.stringify(data), { ...headers, ...KEY, 'ce-id': 'event-2' })).status).toBe(422)
  })
})

test('a request that is refused does not use its key up', async () => {
  const { post } = await testGateway()
  expect((await post(JSON.stringify(event({ type: 'x' })), { ...EVENT, ...KEY })).status).toBe(422)
  expect((await post(JSON.stringify(event()), { ...EVENT, ...KEY })).status).toBe(200)
})

test('keys are forgotten, the oldest first, and then published again under the same id', async () => {
  const { post, published } = await testGateway({ idempotency: { maxKeys: 2, maxAgeMs: 60_000 } })
  for (const key of ['a', 'b', 'c', 'a', 'c']) await post('1', { 'idempotency-key': key })
  expect(published).toHaveLength(4)
  expect(published[3]?.key).toBe(published[0]?.key)
})

test('keys are forgotten with age', async () => {
  const { post, published } = await testGateway({ idempotency: { maxKeys: 100, maxAgeMs: 1 } })
  await post('1', KEY)
  const start = performance.now()
  while (performance.now() - start < 10) await new Promise(setImmediate)
  await post('1', KEY)
  expect(published).toHaveLength(2)
})

test.each(['x'.repeat(256), 'ñ', ''])('the key %j is refused', async (key) => {
  const { post, published } = await testGateway()
  const answer = await post('1', { 'idempotency-key': key })
  expect(answer.json()).toMatchObject({
    type: 'urn:channel-adapter:problem:invalid-idempotency-key',
    status: 400,
  })
  expect(published).toEqual([])
})
