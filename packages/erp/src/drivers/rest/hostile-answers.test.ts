/** An ERP that answers to do harm: too much, too slowly, too deep, or without an end. */
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { ErpError } from '../../errors.ts'
import type { ErpConnection, Position } from '../../port.ts'
import { type Listener, listenBytes, listenHttp } from '../../testing/listen.ts'
import { errorOf, patient } from '../../testing/reading.ts'
import { connectionTo, tinyErp } from './testing/tiny-erp.ts'

const GIB = 1024 ** 3
const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close()
})

async function connected(listening: Promise<Listener>, more: Readonly<Record<string, unknown>> = {}) {
  const { origin, close } = await listening
  const connection = connectionTo(origin, more)
  opened.push(close, () => connection.close())
  return connection
}

/** The code with which a page of changes and a single order fail. */
async function codesOf(connection: ErpConnection): Promise<string[]> {
  const errors = [
    await errorOf(connection.readChanges(undefined, { limit: 10, signal: patient })),
    await errorOf(connection.readOrder('1', patient)),
  ]
  return errors.map((error) => (error as ErpError).code)
}
const refused = ['erp-unavailable', 'erp-unreadable']
const unavailable = ['erp-unavailable', 'erp-unavailable']

/** Writes as long as the other side takes it, and counts. */
function pouring(out: ServerResponse | Socket, piece: string | Buffer): () => number {
  let written = 0
  const more = () => {
    while (!out.destroyed) {
      written += piece.length
      if (!out.write(piece)) return
    }
  }
  out.on('drain', more)
  more()
  return () => written
}

describe('too much', () => {
  test('a body of 5 GB that says so is not read', async () => {
    let poured = () => 0
    const connection = await connected(
      listenHttp((_, response) => {
        response.writeHead(200, { 'content-length': 5 * GIB })
        poured = pouring(response, Buffer.alloc(64 * 1024, ' '))
      }),
    )
    expect(await codesOf(connection)).toEqual(refused)
    // What the sockets' own buffers hold, and no more.
    expect(poured()).toBeLessThan(GIB / 64)
  })

  test('a body of 5 GB that does not say so is read up to the limit, in bounded memory', async () => {
    let poured = () => 0
    const before = process.memoryUsage().rss
    const connection = await connected(
      listenHttp((_, response) => void (poured = pouring(response, Buffer.alloc(64 * 1024, ' ')))),
    )
    expect(await codesOf(connection)).toEqual(refused)
    expect(poured()).toBeLessThan(GIB / 8)
    expect(process.memoryUsage().rss - before).toBeLessThan(GIB / 2)
  })

  test('chunks of one byte without an end take no more memory than their bytes', async () => {
    const before = process.memoryUsage().rss
    const connection = await connected(
      listenBytes((socket) => {
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
        pouring(socket, '1\r\n \r\n'.repeat(10_000))
      }),
      { timeoutMs: 1500 },
    )
    expect(((await errorOf(connection.readOrder('1', patient))) as ErpError).code).toMatch(
      /unavailable|unreadable/,
    )
    expect(process.memoryUsage().rss - before).toBeLessThan(GIB / 4)
  })

  test('a head without an end is cut off', async () => {
    const connection = await connected(
      listenBytes((socket) => {
        socket.write('HTTP/1.1 200 OK\r\n')
        pouring(socket, 'x-filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n'.repeat(100))
      }),
    )
    expect(await codesOf(connection)).toEqual(unavailable)
  })
})

describe('too slow', () => {
  test.each<[string, string, string]>([
    ['a body that drips', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n', ' '],
    ['chunks that drip', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', '1\r\n \r\n'],
    ['a head that drips', 'HTTP/1.1 200 OK\r\n', 'a: b\r\n'],
    ['announcements of an answer', '', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
  ])('%s ends at the deadline', async (_, head, drop) => {
    const connection = await connected(
      listenBytes((socket) => {
        socket.write(head)
        const drip = setInterval(() => socket.write(drop), 10)
        socket.on('close', () => clearInterval(drip))
      }),
      { timeoutMs: 150 },
    )
    const began = performance.now()
    expect(await codesOf(connection)).toEqual(unavailable)
    expect(performance.now() - began).toBeLessThan(2000)
  })
})

describe('a shape of no order', () => {
  const levels = 100_000
  test.each([
    ['arrays a hundred thousand deep', '['.repeat(levels) + ']'.repeat(levels)],
    ['objects a hundred thousand deep', `${'{"lines":'.repeat(levels)}0${'}'.repeat(levels)}`],
    ['millions of empty arrays', `[${'[],'.repeat(2_000_000)}0]`],
    ['a million names', `{${Array.from({ length: 1_000_001 }, (_, name) => `"${name}":0`).join()}}`],
  ])('%s are not parsed', async (_, body) => {
    const erp = tinyErp(() => ({ body }))
    expect(await codesOf(await connected(erp))).toEqual(refused)
  })

  test.each([
    [
      'a number of a million digits',
      `{"id":"1","lines":[{"no":1,"item":"a","qty":${'9'.repeat(1e6)},"price":1}]}`,
    ],
    ['a number beyond all numbers', '{"id":"1","lines":[{"no":1,"item":"a","qty":1e400,"price":1}]}'],
    ['names of JavaScript', '{"__proto__":{"id":"1"},"constructor":{"prototype":{"id":"1"}}}'],
  ])('%s are one unreadable order', async (_, body) => {
    const connection = await connected(
      tinyErp(({ url }) => ({ body: url.pathname === '/orders' ? `[${body}]` : body })),
    )
    const page = await connection.readChanges(undefined, { limit: 10, signal: patient })
    expect([page.orders.length, page.unreadable.length]).toEqual([0, 1])
    expect(await errorOf(connection.readOrder('1', patient))).toMatchObject({ code: 'erp-unreadable' })
    expect(({} as { id?: string }).id).toBeUndefined()
  })
})

describe('without an end', () => {
  const byCursor = {
    changes: {
      path: '/orders',
      query: { cursor: '{cursor}' },
      rows: 'rows',
      paging: { by: 'cursor', next: 'next' },
    },
  }
  const cursorOf = (url: URL) => Number(url.searchParams.get('cursor') ?? 0)

  /** Reads as an extractor does, until it is told that there is no more or that something is wrong. */
  async function readAll(connection: ErpConnection): Promise<string> {
    let after: Position | undefined
    try {
      for (;;) {
        const { next, more } = await connection.readChanges(after, { limit: 10, signal: patient })
        if (!more) return 'an end'
        after = next
      }
    } catch (error) {
      return (error as Error).message
    }
  }

  test.each([1, 2, 7])('a cursor that repeats after %i pages is refused', async (length) => {
    const erp = tinyErp(({ url }) => ({
      body: { rows: [{ id: '1' }], next: String((cursorOf(url) % length) + 1) },
    }))
    expect(await readAll(await connected(erp, byCursor))).toMatch(/circle|names itself/)
  })

  test('pages without a row are given up after a thousand', async () => {
    const erp = tinyErp(({ url }) => ({ body: { rows: [], next: String(cursorOf(url) + 1) } }))
    expect(await readAll(await connected(erp, byCursor))).toMatch(/nothing new on 1000 pages/)
  })

  test('the lines of one order that never end set that order aside, and the others flow', async () => {
    const erp = tinyErp(({ url }) => {
      if (url.pathname === '/orders') return { body: [{ id: '1' }, { id: '2' }] }
      const at = cursorOf(url)
      return { body: { rows: [], next: url.pathname === '/orders/1/lines' ? String(at + 1) : null } }
    })
    const { path: _, ...list } = byCursor.changes
    const connection = await connected(erp, { parts: { lines: { path: '/orders/{id}/lines', ...list } } })
    const page = await connection.readChanges(undefined, { limit: 10, signal: patient })
    expect(page.orders.map(({ number }) => number)).toEqual(['2'])
    expect(page.unreadable).toMatchObject([{ number: '1', path: '/lines' }])
  })

  test('a part of one order that is larger than an answer may be sets that order aside, and the others flow', async () => {
    const erp = tinyErp(({ url }) => {
      if (url.pathname === '/orders') return { body: [{ id: '1' }, { id: '2' }] }
      return { body: { rows: url.pathname === '/orders/1/lines' ? ['x'.repeat(2000)] : [] } }
    })
    const lines = { path: '/orders/{id}/lines', rows: 'rows', paging: { by: 'none' } }
    const connection = await connected(erp, { maxAnswerBytes: 1000, parts: { lines } })
    const page = await connection.readChanges(undefined, { limit: 10, signal: patient })
    expect(page.orders.map(({ number }) => number)).toEqual(['2'])
    const reason = expect.stringMatching(/lines of an order: .* longer than 1000 bytes/) as string
    expect(page.unreadable).toMatchObject([{ number: '1', path: '/lines', reason }])
  })

  test('a page of more rows than were asked for is given in the pages asked for', async () => {
    const erp = tinyErp(() => ({ body: Array.from({ length: 2500 }, (_, id) => ({ id: String(id) })) }))
    const connection = await connected(erp)
    const page = await connection.readChanges(undefined, { limit: 10, signal: patient })
    expect([page.orders.length, page.more]).toEqual([10, true])
  })
})
