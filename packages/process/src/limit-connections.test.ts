import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import Fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { limitConnections } from './limit-connections.ts'

const REQUEST = 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n'

async function serve(most: number) {
  const app = Fastify()
  let finish = (): void => {}
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.post('/', () => 'ok')
  app.get('/', () => new Promise<string>((resolve) => (finish = () => resolve('late'))))
  limitConnections(app.server, most)
  await app.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(async () => {
    app.server.closeAllConnections()
    await app.close()
  })
  return { port: (app.server.address() as AddressInfo).port, finish: () => finish() }
}

async function open(port: number, bytes: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(bytes)
  return socket
}

async function post(port: number): Promise<string> {
  const socket = await open(port, `${REQUEST}{}`)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return answer.toString()
}

// They kept everybody else out, but for whoever came in the instant in which one of them was ended.
test.each([
  ['whose head', 'POST / HTTP/1.1\r\nx: '],
  ['whose body', REQUEST],
])(
  'beside more slow connections than there are places, %s does not end, everybody new is served',
  async (_, slow) => {
    const { port } = await serve(20)
    for (let n = 0; n < 50; n++) await open(port, slow)
    for (let n = 0; n < 10; n++) {
      expect(await post(port)).toMatch(/^HTTP\/1\.1 200 /)
      await open(port, slow)
    }
  },
)

test('a connection that was served is kept beside them, and so is one whose answer is awaited', async () => {
  const { port, finish } = await serve(20)
  const served = await open(port, `${REQUEST}{}`)
  await once(served, 'data')
  const waiting = await open(port, 'GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')
  const late = text(waiting)
  for (let n = 0; n < 50; n++) await open(port, 'GET')
  served.write(`${REQUEST}{}`)
  expect(String((await once(served, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 /)
  finish()
  expect(await late).toMatch(/late$/)
})
