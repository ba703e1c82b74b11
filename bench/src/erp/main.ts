// A process: an ERP with the interface of services/mock-erp, without its database and its checks, which would be the
// limit of what is measured. Each request waits as long as LATENCY_MS says.
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { OrderBook, type Document } from './order-book.ts'

const { DOCUMENTS = '', ORDERS = '0', LATENCY_MS = '0', FAIL_EVERY = '0', PORT = '0' } = process.env
const documents = JSON.parse(readFileSync(DOCUMENTS, 'utf8')) as Document[]
const book = new OrderBook(documents, Number(ORDERS))
const latencyMs = Number(LATENCY_MS)
const failEvery = Number(FAIL_EVERY)
const seen = { reads: 0, pages: 0, writes: 0, failures: 0, firstAt: 0, lastAt: 0, latencyMs }
const ORDER = /^\/api\/purchase-orders\/(\d+)$/

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://erp')
  if (pathname === '/report') return answer(response, 200, JSON.stringify({ ...seen, ...book.counts }))
  seen.firstAt ||= Date.now()
  if (request.method === 'PATCH') return write(request, response, ORDER.exec(pathname)?.[1] ?? '')
  if (pathname === '/api/purchase-orders') {
    seen.pages++
    const since = searchParams.get('updated_since')
    const after = searchParams.get('after') ?? (since === null ? undefined : book.since(since))
    const body = book.page(after, Number(searchParams.get('limit')))
    return later(() => answer(response, 200, body))
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
    const { status, body } = book.apply(number, request.headers['if-match'] ?? '', id)
    later(() => {
      seen.lastAt = Date.now()
      answer(response, status, body)
    })
  })
}

function later(act: () => void): void {
  if (latencyMs === 0) act()
  else setTimeout(act, latencyMs)
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

server.keepAliveTimeout = 60_000
server.listen(Number(PORT), '127.0.0.1', () => {
  const { port } = server.address() as { port: number }
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`)
})
