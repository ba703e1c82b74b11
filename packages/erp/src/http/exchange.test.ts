import { Pool } from 'undici'
import { afterEach, expect, test } from 'vitest'
import { closedPort, type Listener, listenBytes, listenHttp } from '../testing/listen.ts'
import { exchange, type HttpRequest, TransportFault } from './exchange.ts'

const never = new AbortController().signal
const limits = { deadlineMs: 5000, maxAnswerBytes: 1000 }
const get: HttpRequest = { method: 'GET', path: '/', headers: {} }
const patch: HttpRequest = { method: 'PATCH', path: '/', headers: {}, body: '{}' }
const opened: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close()
})

function poolTo(origin: string): Pool {
  const pool = new Pool(origin, { connections: 1 })
  opened.push(() => pool.destroy())
  return pool
}

async function poolOf(listening: Promise<Listener>): Promise<Pool> {
  const listener = await listening
  opened.push(() => listener.close())
  return poolTo(listener.origin)
}

async function faultOf(answer: Promise<unknown>): Promise<string> {
  const error: unknown = await answer.then(
    () => new Error('an answer came'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof TransportFault)) throw error
  return `${error.kind}, ${error.sent ? 'sent' : 'not sent'}`
}

test('the answer comes whole with its status and headers, whatever the status', async () => {
  const pool = await poolOf(
    listenHttp((request, response) => {
      request.resume()
      response.writeHead(412, { etag: '"3"' }).write('first, ')
      response.end('second')
    }),
  )
  const answer = await exchange(pool, patch, limits, never)
  expect(answer).toMatchObject({ status: 412, headers: { etag: '"3"' } })
  expect(answer.body.toString()).toBe('first, second')
})

test('a provisional answer is passed over', async () => {
  const pool = await poolOf(
    listenHttp((_, response) => {
      response.writeEarlyHints({ link: '</a>; rel=preload' })
      response.end('the real one')
    }),
  )
  const answer = await exchange(pool, get, limits, never)
  expect([answer.status, answer.body.toString()]).toEqual([200, 'the real one'])
})

test('a redirection is an answer, and nobody goes there', async () => {
  const asked: (string | undefined)[] = []
  const pool = await poolOf(
    listenHttp((request, response) => {
      asked.push(request.url)
      response.writeHead(302, { location: '/elsewhere' }).end()
    }),
  )
  expect((await exchange(pool, get, limits, never)).status).toBe(302)
  expect(asked).toEqual(['/'])
})

test('at a closed port nothing is sent, for as many requests as wait', async () => {
  const pool = poolTo(await closedPort())
  const faults = await Promise.all(
    Array.from({ length: 20 }, () => faultOf(exchange(pool, patch, limits, never))),
  )
  expect(new Set(faults)).toEqual(new Set(['no-connection, not sent']))
})

test('to a name that does not resolve nothing is sent', async () => {
  const pool = poolTo('http://no-such-host.invalid')
  expect(await faultOf(exchange(pool, patch, limits, never))).toBe('no-connection, not sent')
})

test('a connection cut before the answer was sent on', async () => {
  const pool = await poolOf(listenBytes((socket) => socket.resetAndDestroy()))
  expect(await faultOf(exchange(pool, patch, limits, never))).toBe('connection-lost, sent')
})

test('a write whose connection was cut is not sent again by itself', async () => {
  let arrivals = 0
  const pool = await poolOf(
    listenBytes((socket) => {
      arrivals += 1
      if (arrivals === 1) socket.destroy()
      else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
    }),
  )
  expect(await faultOf(exchange(pool, patch, limits, never))).toBe('connection-lost, sent')
  expect((await exchange(pool, get, limits, never)).status).toBe(200)
  expect(arrivals).toBe(2)
})

test('an answer cut in its middle is no answer', async () => {
  const pool = await poolOf(
    listenBytes((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"half')),
  )
  expect(await faultOf(exchange(pool, get, limits, never))).toBe('connection-lost, sent')
})

test("an error's status counts although its body was cut", async () => {
  const pool = await poolOf(
    listenBytes((socket) => socket.end('HTTP/1.1 412 Stale\r\ncontent-length: 100\r\n\r\nbecause')),
  )
  const answer = await exchange(pool, patch, limits, never)
  expect([answer.status, answer.body.toString()]).toEqual([412, 'because'])
})

test('bytes that are no HTTP are a lost connection', async () => {
  const pool = await poolOf(listenBytes((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')))
  expect(await faultOf(exchange(pool, get, limits, never))).toBe('connection-lost, sent')
})

test('silence ends at the deadline', async () => {
  const pool = await poolOf(listenBytes(() => undefined))
  expect(await faultOf(exchange(pool, patch, { ...limits, deadlineMs: 500 }, never))).toBe('timeout, sent')
})

test('the deadline covers the body: one byte now and then does not move it', async () => {
  const pool = await poolOf(
    listenHttp((_, response) => {
      const drip = setInterval(() => response.write('.'), 10)
      response.on('close', () => clearInterval(drip))
    }),
  )
  expect(await faultOf(exchange(pool, get, { ...limits, deadlineMs: 500 }, never))).toBe('timeout, sent')
})

test('what waits for a connection past its deadline never leaves', async () => {
  const asked: (string | undefined)[] = []
  let release = (): void => undefined
  const pool = await poolOf(
    listenHttp((request, response) => {
      asked.push(request.url)
      if (request.url === '/slow') release = () => response.end()
      else response.end()
    }),
  )
  const slow = exchange(pool, { ...get, path: '/slow' }, limits, never)
  const late = exchange(pool, { ...patch, path: '/late' }, { ...limits, deadlineMs: 50 }, never)
  expect(await faultOf(late)).toBe('timeout, not sent')
  release()
  await slow
  await exchange(pool, { ...get, path: '/next' }, limits, never)
  expect(asked).toEqual(['/slow', '/next'])
})

test('an answer longer than the limit is not read to its end', async () => {
  const pool = await poolOf(
    listenHttp((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(1000)));
      }
      response.on('drain', more)
      more()
    }),
  )
  expect(await faultOf(exchange(pool, get, limits, never))).toBe('too-large, sent')
})

test('of an error that goes on for ever, status and beginning are kept', async () => {
  const pool = await poolOf(
    listenHttp((_, response) => {
      response.writeHead(422)
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(1000)));
      }
      response.on('drain', more)
      more()
    }),
  )
  const answer = await exchange(pool, patch, limits, never)
  expect(answer.status).toBe(422)
  expect(answer.body.length).toBeGreaterThan(1000)
})

test('a caller who gives up is told at once whether something had left', async () => {
  const pool = await poolOf(listenBytes(() => caller.abort(new Error('stopping'))))
  const caller = new AbortController()
  expect(await faultOf(exchange(pool, patch, limits, caller.signal))).toBe('abandoned, sent')
  expect(await faultOf(exchange(pool, patch, limits, caller.signal))).toBe('abandoned, not sent')
})
