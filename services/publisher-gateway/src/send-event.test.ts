// Guarantee: an event reaches its contract's topic under its order's key only if its data keeps the contract.
import { contracts, createCodec, type OrderUpdate } from '@channel-adapter/contracts'
import { registryOfAll } from '@channel-adapter/contracts/testing'
import { describe, expect, test } from 'vitest'
import { event, EVENT, testGateway, update } from '../test/gateway.ts'

async function sent(body: unknown, headers: Record<string, string> = EVENT) {
  const gateway = await testGateway()
  const answer = await gateway.post(JSON.stringify(body), headers)
  return { ...gateway, answer, problem: answer.json() as { type: string; detail: string; errors?: unknown } }
}

async function decoded(bytes: Buffer | null | undefined): Promise<OrderUpdate> {
  const codec = await createCodec(contracts.orderUpdate, 'test.purchasing.order-update.v1', registryOfAll)
  return codec.decode(bytes ?? Buffer.alloc(0))
}

describe('an event that keeps its contract', () => {
  test("goes to its contract's topic under its order's key, with its attributes", async () => {
    const attributes = { time: '2026-11-24T19:00:00Z', subject: 'adventureworks:4012', severity: 3 }
    const { answer, published } = await sent(event(attributes))
    expect(answer.status).toBe(200)
    expect(answer.json()).toEqual({ data: update(), message: 'Mensaje enviado a Kafka', id: 'event-1' })
    expect(published).toHaveLength(1)
    expect(published[0]).toMatchObject({
      topic: 'test.purchasing.order-update.v1',
      key: 'adventureworks:4012',
      headers: {
        ce_specversion: '1.0',
        ce_id: 'event-1',
        ce_type: 'purchasing.order-update.v1',
        ce_source: '/suppliers/litware',
        ce_time: '2026-11-24T19:00:00Z',
        ce_subject: 'adventureworks:4012',
        ce_severity: '3',
        'content-type': 'application/avro',
      },
    })
    expect(await decoded(published[0]?.value)).toMatchObject({
      id: 'answer-1',
      response: { code: 'AP', lines: [{ line: '1', quantity: '12.5' }] },
    })
  })

  test('may be sent in binary mode, its attributes percent-encoded in headers', async () => {
    const { answer, published } = await sent(update(), {
      'ce-specversion': '1.0',
      'ce-id': 'event%20%E2%82%AC',
      'ce-source': '/suppliers/litware',
      'ce-type': contracts.orderUpdate.name,
    })
    expect(answer.json()).toEqual({ data: update(), message: 'Mensaje enviado a Kafka', id: 'event €' })
    expect(published[0]).toMatchObject({ key: 'adventureworks:4012', headers: { ce_id: 'event €' } })
  })

  test("carries its own trace, unless the request's is nearer", async () => {
    const trace = (digit: string) => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`
    const own = await sent(event({ traceparent: trace('a') }))
    expect(own.published[0]?.headers).toMatchObject({ traceparent: trace('a') })
    const both = await sent(event({ traceparent: trace('a') }), { ...EVENT, traceparent: trace('b') })
    expect(both.published[0]?.headers).toMatchObject({ traceparent: trace('b') })
  })

  test("without an id in its data takes the event's, or the one of its Idempotency-Key", async () => {
    const { id: _id, ...anonymous } = update()
    const first = await sent(event({ data: anonymous }))
    expect(first.answer.json()).toMatchObject({ data: { id: 'event-1' }, id: 'event-1' })
    expect(await decoded(first.published[0]?.value)).toMatchObject({ id: 'event-1' })
    const keyed = await sent(event({ data: anonymous }), { ...EVENT, 'idempotency-key': 'k' })
    expect(await decoded(keyed.published[0]?.value)).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5/) as string,
    })
    expect(keyed.published[0]?.headers).toMatchObject({ ce_id: 'event-1' })
  })

  test('of the channel itself is keyed by its subject or its id', async () => {
    const data = { id: 'm1', contentType: 'application/json', body: '1', receivedAt: '2026-11-24T20:00:00Z' }
    const type = contracts.channelMessage.name
    expect((await sent(event({ type, data }))).published[0]).toMatchObject({ key: 'm1' })
    expect((await sent(event({ type, data, subject: 's' }))).published[0]).toMatchObject({ key: 's' })
  })
})

describe('an event that is refused', () => {
  test('names every place where its data breaks the contract', async () => {
    const lines = [{ line: '1', code: '9', quantity: 12.5 }]
    const { answer, problem, published } = await sent(
      event({ data: update({ response: { code: 'AP', lines } }) }),
    )
    expect(answer.status).toBe(422)
    expect(answer.headers['content-type']).toMatch('application/problem+json')
    expect(problem).toMatchObject({
      type: 'urn:channel-adapter:problem:contract-violated',
      title: 'Contract violated',
      detail: 'The data breaks the contract purchasing.order-update.v1 in 2 places.',
      errors: [
        { pointer: '#/data/response/lines/0/code', detail: 'must be one of "1", "3", "5", "7", "42"' },
        { pointer: '#/data/response/lines/0/quantity', detail: expect.stringContaining('as text') as string },
      ],
    })
    expect(published).toEqual([])
  })

  test('names the places of a binary event in its body', async () => {
    const { problem } = await sent(update({ partner: '' }), {
      'ce-specversion': '1.0',
      'ce-id': 'e',
      'ce-source': '/s',
      'ce-type': contracts.orderUpdate.name,
    })
    expect(problem.errors).toEqual([{ pointer: '#/partner', detail: 'must not be empty' }])
  })

  test('names every attribute that is wrong', async () => {
    const { answer, problem } = await sent({
      specversion: '0.3',
      id: '',
      type: 'x\n',
      time: 'yesterday',
      datacontenttype: 'text/xml',
      'Bad-Name': 1,
      nested: {},
      data: {},
    })
    expect(answer.status).toBe(422)
    expect(problem.type).toBe('urn:channel-adapter:problem:invalid-event')
    expect(problem.errors).toEqual([
      { pointer: '#/specversion', detail: 'must be "1.0"' },
      { pointer: '#/id', detail: 'must not be empty' },
      { pointer: '#/source', detail: 'is missing' },
      { pointer: '#/type', detail: 'must not hold control characters' },
      { pointer: '#/time', detail: expect.stringContaining('RFC 3339') as string },
      { pointer: '#/datacontenttype', detail: 'must be application/json' },
      { pointer: '#/Bad-Name', detail: expect.stringContaining('is no attribute') as string },
      { pointer: '#/nested', detail: 'must be text without control characters, a number or a boolean' },
    ])
  })

  test('in binary mode names the headers', async () => {
    const { problem } = await sent(update(), { 'ce-specversion': '1.0', 'ce-source': '/s', 'ce-type': 't' })
    expect(problem.errors).toEqual([{ header: 'ce-id', detail: 'is missing' }])
  })

  test.each(['purchasing.order-update-outcome.v1', 'something.else'])(
    'of type %s is told which types there are',
    async (type) => {
      const { answer, problem } = await sent(event({ type }))
      expect(answer.status).toBe(422)
      expect(problem.detail).toContain(
        'these are: purchasing.order-update.v1, purchasing.order.v1, channel.message.v1',
      )
    },
  )

  test('with a subject that is not its order', async () => {
    const { problem } = await sent(event({ subject: 'adventureworks:1' }))
    expect(problem.errors).toEqual([
      { pointer: '#/subject', detail: 'must be source:number of the data, "adventureworks:4012"' },
    ])
  })

  test('with a sender, which only a credential can tell', async () => {
    const data = {
      id: 'm',
      contentType: 'a/b',
      body: '1',
      sender: 'boss',
      receivedAt: '2026-11-24T20:00:00Z',
    }
    const { problem } = await sent(event({ type: contracts.channelMessage.name, data }))
    expect(problem.errors).toMatchObject([{ pointer: '#/data/sender' }])
  })

  test.each([[[event()]], ['text'], [null], [7]])('%j is no event', async (body) => {
    const { answer } = await sent(body)
    expect(answer.status).toBe(422)
  })

  test.each([[{ data: undefined }], [{ data: undefined, data_base64: 'eyJ9' }]])(
    'without JSON data: %j',
    async (over) => {
      const { problem } = await sent(event(over))
      expect(problem.errors).toBeInstanceOf(Array)
      expect(problem.type).toBe('urn:channel-adapter:problem:invalid-event')
    },
  )

  test.each([[null], [7], ['x'], [[]]])('whose data is %j', async (data) => {
    const { answer, problem } = await sent(event({ data }))
    expect(answer.status).toBe(422)
    expect(problem.errors).toContainEqual({
      pointer: expect.stringMatching(/^#\/data/) as string,
      detail: expect.stringMatching(/^(must be an object|is missing)/) as string,
    })
  })
})
