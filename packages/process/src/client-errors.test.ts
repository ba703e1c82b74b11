import { once } from 'node:events'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import Fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerClientErrors } from './client-errors.ts'
import { requestDeadline } from './request-deadline.ts'

const deadline = requestDeadline(50, 20)
const app = Fastify({
  ...answerClientErrors,
  requestTimeout: deadline.requestTimeout,
  http: { maxHeaderSize: 1000, ...deadline.http },
})
app.post('/', () => 'ok')
beforeAll(() => app.listen({ host: '127.0.0.1', port: 0 }))
afterAll(() => app.close())

async function answerTo(bytes: string): Promise<{ status: number; problem: unknown }> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(bytes)
  const answer = await text(socket)
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  expect(head).toMatch(/content-type: application\/problem\+json/i)
  return { status: Number(head.split(' ')[1]), problem: JSON.parse(body) }
}

const HEAD = 'POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n'

test.each([
  ['bytes that are no request', 'hello\r\n\r\n', 400, 'malformed-request'],
  [
    'headers that are too large',
    `GET / HTTP/1.1\r\nx: ${'x'.repeat(2000)}\r\n\r\n`,
    431,
    'headers-too-large',
  ],
  ['headers that never end', 'POST / HTTP/1.1\r\n', 408, 'request-timeout'],
  ['a body that never ends', `${HEAD}content-length: 9\r\n\r\n1`, 408, 'request-timeout'],
  ['a broken URL', 'GET /%zz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n', 400, 'bad-request'],
])('%s: a problem', async (_case, bytes, status, type) => {
  expect(await answerTo(bytes)).toEqual({
    status,
    problem: expect.objectContaining({ status, type: `urn:channel-adapter:problem:${type}` }) as unknown,
  })
})
