// Guarantee: never a 200 for what the broker does not have; every refusal is a problem that says what to do.
import { connect, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { PublishFailed, PublisherOverloaded } from '@channel-adapter/messaging'
import { describe, expect, test } from 'vitest'
import { event, EVENT, testGateway, turns } from '../test/gateway.ts'

const failing = (failure: Error) => () => Promise.reject(failure)

describe('what was not published is not answered 200', () => {
  test.each([
    [new PublishFailed('not-sent', 'x'), 503, 'broker-away', 'Nothing was sent'],
    [new PublishFailed('unknown', 'x'), 503, 'broker-away', 'may have been stored or not'],
    [new PublisherOverloaded('x'), 429, 'overloaded', 'Nothing was sent'],
    [new TypeError('a bug'), 500, 'internal-error', 'its log says why'],
  ])('after %s: %i', async (error, status, type, detail) => {
    const { post } = await testGateway({ publish: failing(error) })
    for (const [body, headers] of [
      ['1', {}],
      [JSON.stringify(event()), EVENT],
    ] as const) {
      const answer = await post(body, headers)
      expect(answer.status).toBe(status)
      expect(answer.json()).toMatchObject({
        status,
        type: `urn:channel-adapter:problem:${type}`,
        detail: expect.stringContaining(detail) as string,
      })
      if (status !== 500) expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/)
    }
  })

  test('while the channel is not open: 503', async () => {
    const { post } = await testGateway({ open: false })
    const answer = await post('1')
    expect(answer.status).toBe(503)
    expect(answer.headers['retry-after']).toBe('2')
  })

  test('the answer waits for the broker', async () => {
    const gate = Promise.withResolvers<void>()
    const { post } = await testGateway({ publish: () => gate.promise })
    let answered = false
    const answer = post('1').finally(() => (answered = true))
    await turns(20)
    expect(answered).toBe(false)
    gate.resolve()
    expect((await answer).status).toBe(200)
  })
})

describe('routes', () => {
  test.each(['GET', 'PUT', 'PATCH', 'DELETE'] as const)('%s /send: 405 that allows POST', async (method) => {
    const { app } = await testGateway()
    const answer = await app.inject({ method, url: '/send' })
    expect(answer.statusCode).toBe(405)
    expect(answer.headers['allow']).toBe('POST')
  })

  test('an unknown one: 404', async () => {
    const { app } = await testGateway()
    const answer = await app.inject({ method: 'POST', url: '/sent', payload: { a: 1 } })
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['content-type']).toMatch('application/problem+json')
  })

  test.each(['/livez', '/readyz', '/metrics'])('%s is served', async (url) => {
    const { app } = await testGateway()
    expect((await app.inject(url)).statusCode).toBe(200)
  })
})

describe('a request that comes too slowly', () => {
  test('is ended with 408, whether its headers or its body are late', async () => {
    const { app } = await testGateway({ limits: { requestMs: 100 } })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const head = 'POST /send HTTP/1.1\r\nhost: a\r\n'
    const late = [head, `${head}content-type: application/json\r\ncontent-length: 10\r\n\r\n{`]
    const answers = late.map(async (bytes) => {
      const socket = connect(port, '127.0.0.1')
      await once(socket, 'connect')
      socket.write(bytes)
      return text(socket)
    })
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  })
})
