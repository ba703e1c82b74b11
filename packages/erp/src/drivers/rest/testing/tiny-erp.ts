import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseConnections, openConnection } from '../../../connections.ts'
import type { ErpConnection } from '../../../port.ts'
import { type Listener, listenHttp } from '../../../testing/listen.ts'

export interface Asked {
  readonly url: URL
  readonly method: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Reply {
  readonly status?: number
  readonly headers?: Record<string, string | string[]>
  readonly body?: unknown
}

/** An ERP of one function, and what it was asked. */
export async function tinyErp(
  answer: (asked: Asked) => Reply,
): Promise<Listener & { readonly asked: Asked[] }> {
  const all: Asked[] = []
  const listener = await listenHttp((request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      const { method = '', headers } = request
      const asked = { url: new URL(request.url ?? '', `http://${headers.host}`), method, headers, body }
      all.push(asked)
      const reply = answer(asked)
      const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {})
      response
        .writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers })
        .end(text)
    })
  })
  return { ...listener, asked: all }
}

/** The least that describes an ERP. */
export const minimal = {
  id: 'tiny',
  kind: 'rest',
  changes: { path: '/orders' },
  read: { path: '/orders/{number}' },
  order: {
    number: 'id',
    status: { from: 'state', codes: { open: 'ISSUED' }, missing: 'ISSUED' },
    orderDate: { from: 'day', missing: '2026-11-24' },
    supplier: { id: '"S"' },
    currency: '"EUR"',
    lines: {
      each: 'lines',
      line: 'no',
      product: { id: 'item' },
      unit: '"EA"',
      quantity: 'qty',
      unitPrice: 'price',
    },
  },
} as const

export function connectionTo(
  url: string,
  more: Readonly<Record<string, unknown>>,
  variables: Readonly<Record<string, string>> = {},
): ErpConnection {
  const text = JSON.stringify({ connections: [{ ...minimal, url, ...more }] })
  const [config] = parseConnections(text, (name) => variables[name])
  if (!config) throw new Error('no connection')
  return openConnection(config)
}
