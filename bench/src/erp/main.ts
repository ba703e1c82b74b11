// A process: an ERP with the interface of services/mock-erp, without its database and its checks, which would be the
// limit of what is measured. Each request waits as long as LATENCY_MS says. It notes when what happened.
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { OrderBook, type Document } from './order-book.ts'

const { DOCUMENTS = '', ORDERS = '0', LATENCY_MS = '0', FAIL_EVERY = '0', PORT = '0' } = process.env
/** New orders: so many a second, so many in all, from a while after the first request for changes on. */
const { ADD_PER_SECOND = '0', ADD = '0', ADD_AFTER_MS = '0' } = process.env
const documents = JSON.parse(readFileSync(DOCUMENTS, 'utf8')) as Document[]
const book = new OrderBook(documents, Number(ORDERS))
const latencyMs = Number(LATENCY_MS)
const failEvery = Number(FAIL_EVERY)
const seen = { reads: 0, pages: 0, writes: 0, failures: 0, firstAt: 0, lastAt: 0, latencyMs }
/** Milliseconds since the epoch, of each. */
const noted = {
  added: [] as (readonly [number: string, at: number])[],
  /** When the answer to a write was sent. */
  applied: [] as (readonly [id: string, at: number])[],
}
const ORDER = /^\/api\/purchase-orders\/(\d+)$/
let adding = false

const now = () => performance.timeOrigin + performance.now()
const micros = () => Math.round(now() * 1000)

const server = createServer((request, response) => {
  const arrived = performance.now()
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://erp')
  if (pathname === '/report') {
    const report = { ...seen, ...book.counts, answered: noted.applied.length }
    return answer(response, 200, JSON.stringify(report))
  }
  if (pathname === '/noted') return answer(response, 200, JSON.stringify(noted))
  seen.firstAt ||= Date.now()
  if (request.method === 'PATCH') return write(request, response, ORDER.exec(pathname)?.[1] ?? '')
  if (pathname === '/api/purchase-orders') {
    seen.pages++
    beginAdding()
    const { text, link } = book.page(
      searchParams.get('updated_since') ?? undefined,
      searchParams.get('after') ?? undefined,
      Number(searchParams.get('limit')),
    )
    const body = Buffer.from(text)
    return later(() => answer(response, 200, body, link), arrived)
  }
  seen.reads++
  const body = book.read(ORDER.exec(pathname)?.[1] ?? '')
  return later(() => answer(response, body === undefined ? 404 : 200, body ?? '{}'))
})

function write(request: IncomingMessage, response: ServerResponse, number: string): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    seen.writes++
    if (failEvery > 0 && seen.writes % failEvery === 0) {
      seen.failures++
      later(() => answer(response, 503, '{}'))
      return
    }
    const { update_id: id } = JSON.parse(Buffer.concat(chunks).toString()) as { update_id: string }
    const { status, body } = book.apply(number, request.headers['if-match'] ?? '', id, micros())
    later(() => {
      seen.lastAt = Date.now()
      if (status === 200) noted.applied.push([id, now()])
      answer(response, status, body)
    })
  })
}

function beginAdding(): void {
  const count = Number(ADD)
  if (adding || count === 0) return
  adding = true
  const begin = now() + Number(ADD_AFTER_MS)
  const timer = setInterval(() => {
    const due = Math.min(count, Math.floor(((now() - begin) / 1000) * Number(ADD_PER_SECOND)))
    while (noted.added.length < due) noted.added.push([book.add(micros()), now()])
    if (noted.added.length === count) clearInterval(timer)
  }, 1)
}

/** What an answer takes to be made is part of how long it takes. */
function later(act: () => void, arrived = performance.now()): void {
  if (latencyMs === 0) act()
  else setTimeout(act, Math.max(0, latencyMs - (performance.now() - arrived)))
}

function answer(response: ServerResponse, status: number, body: string | Buffer, link?: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(link !== undefined && { link }),
  })
  response.end(body)
}

server.keepAliveTimeout = 60_000
server.listen(Number(PORT), '127.0.0.1', () => {
  const { port } = server.address() as { port: number }
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`)
})
