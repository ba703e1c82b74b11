import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import Fastify from 'fastify'
import { afterEach, expect, test, vi } from 'vitest'
import { Live } from './live.ts'

afterEach(() => vi.useRealTimers())

test('what a page does not read is not kept for it again and again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearInterval'] })
  const live = new Live()
  const app = Fastify()
  live.serve(app, '/api/live')
  await app.listen({ host: '127.0.0.1', port: 0 })
  const connected = once(app.server, 'connection') as Promise<[Socket]>
  const page = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  page.write('GET /api/live HTTP/1.1\r\nhost: localhost\r\n\r\n')
  const [[served]] = await Promise.all([connected, once(page, 'data')])
  page.pause()
  const before = served.bytesWritten
  for (let second = 0; second < 20_000; second++) {
    live.changed()
    vi.advanceTimersByTime(1000)
  }
  // Bytes that wait to be sent count as written.
  expect(served.bytesWritten).toBeGreaterThan(before)
  expect(served.bytesWritten - before).toBeLessThan(100_000)
  // Nor is it waited for: when it still has not read at the next beat, it is ended.
  const ended = once(served, 'close')
  vi.advanceTimersByTime(20_000)
  await ended
  page.destroy()
  await app.close()
})

test('a page that reads hears something at each beat, also when nothing changes', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const app = Fastify()
  new Live().serve(app, '/api/live')
  await app.listen({ host: '127.0.0.1', port: 0 })
  const page = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  page.write('GET /api/live HTTP/1.1\r\nhost: localhost\r\n\r\n')
  await once(page, 'data')
  for (let beat = 0; beat < 3; beat++) {
    const heard = once(page, 'data') as Promise<[Buffer]>
    vi.advanceTimersByTime(20_000)
    expect(String((await heard)[0])).toContain(':\n\n')
  }
  page.destroy()
  await app.close()
})
