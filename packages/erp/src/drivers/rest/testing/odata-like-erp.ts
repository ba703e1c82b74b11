import type { IncomingMessage, ServerResponse } from 'node:http'
import { addDecimals, fromMicros } from '@channel-adapter/contracts'
import type { ErpDesk } from '../../../testing/desk.ts'
import { listenHttp } from '../../../testing/listen.ts'

/**
 * A small ERP that is unlike the mock ERP in everything that a description can say: see docs/examples/odata-like.yaml.
 * It keeps a number's digits as they came, as an ERP with decimals does.
 */
export const PASSWORD = 'let me in'

interface Line {
  Pos: number
  [field: string]: unknown
}
interface Doc {
  DocNum: string
  RowVer: number
  Rev: number
  Status: number
  micros: number
  Answer: unknown
  Stock: unknown
  Postings: { Ref: string }[]
  lines: Line[]
}

const START = Date.UTC(2026, 10, 24, 20) * 1000
const HOUR = 3_600_000_000
const raw = (JSON as typeof JSON & { rawJSON(text: string): unknown }).rawJSON
const textOf = (value: unknown) =>
  typeof value === 'object' && value !== null ? (value as { rawJSON: string }).rawJSON : String(value)
type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown
const keepDigits: Reviver = (key, value, { source }) =>
  typeof value === 'number' && key !== 'Pos' && key !== 'RowVer' && key !== 'Status' && key !== 'Rev'
    ? raw(source ?? '')
    : value

/** Berlin's time in winter. */
const local = (micros: number) =>
  fromMicros(micros + HOUR)
    .slice(0, 23)
    .replace('T', ' ')

/** What a posting adds up and what it replaces. */
const SUMS: Readonly<Record<string, string>> = { Ship: 'Shipped', Receive: 'Received', Reject: 'Rejected' }

export async function startOdataLikeErp(): Promise<{
  readonly url: string
  readonly desk: ErpDesk
  /** Ends every session, as a restart of the ERP does. */
  endSessions(): void
  close(): Promise<void>
}> {
  const orders = new Map<string, Doc>()
  const sessions = new Set<string>()
  let clock = START
  let made = 0
  let cut: { number: string; when: 'before' | 'after' } | undefined
  let throttled: number | undefined

  const touch = (order: Doc) => {
    order.RowVer += 1
    order.micros = clock += 1000
  }
  const shown = ({ micros, lines: _, ...order }: Doc) => ({
    ...order,
    ModifiedOn: local(micros),
    DocDate: '2026-11-24T00:00:00',
    CardCode: 'S-1',
    DocCur: 'EUR',
  })

  function post(order: Doc, body: Record<string, unknown>): { code: string; text: string } | undefined {
    if (body['RowVer'] !== order.RowVer) return { code: 'STALE', text: `it is at ${order.RowVer}` }
    const lines = body['Lines'] as Line[] | undefined
    for (const { Pos } of lines ?? []) {
      if (!order.lines.some((line) => line.Pos === Pos)) return { code: 'INVALID', text: `no line ${Pos}` }
    }
    for (const { Pos, ...fields } of lines ?? []) {
      const line = order.lines.find((known) => known.Pos === Pos)
      if (!line) continue
      for (const [name, value] of Object.entries(fields)) {
        const total = SUMS[name]
        if (total === undefined) line[name] = value
        else line[total] = raw(addDecimals(textOf(line[total] ?? 0), textOf(value)))
      }
    }
    for (const name of ['Status', 'Answer', 'Stock'] as const) {
      if (body[name] !== undefined) Object.assign(order, { [name]: body[name] })
    }
    order.Postings.push({ Ref: String(body['Ref']) })
    touch(order)
    return undefined
  }

  function answer(request: IncomingMessage, response: ServerResponse, text: string): void {
    const send = (status: number, content: unknown, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(content))
    const url = new URL(request.url ?? '', 'http://erp')
    const body = (text === '' ? {} : JSON.parse(text, keepDigits as never)) as Record<string, unknown>
    if (throttled !== undefined) return void send(429, {}, { 'retry-after': String(throttled) })
    if (url.pathname === '/Login') {
      if (body['UserName'] !== 'adapter' || body['Password'] !== PASSWORD) return void send(401, {})
      const session = `B1-${sessions.size + 1}-${made}`
      sessions.add(session)
      return void send(200, {}, { 'set-cookie': `SESSION=${session}; Path=/; HttpOnly` })
    }
    if (!sessions.has(/SESSION=([^;]*)/.exec(request.headers.cookie ?? '')?.[1] ?? ''))
      return void send(401, {})
    if (url.pathname === '/PurchaseOrders') return void send(200, page(url, request.headers.host ?? ''))
    const [, name = '', what] =
      /^\/PurchaseOrders\('(.*)'\)(?:\/(\w+))?$/.exec(decodeURIComponent(url.pathname)) ?? []
    const order = orders.get(name)
    if (request.method === 'GET') {
      if (!order) return void send(404, {})
      if (what === undefined) return void send(200, shown(order))
      const at = Number(url.searchParams.get('$skip') ?? 0)
      const more = at + 1 < order.lines.length
      return void send(200, {
        value: order.lines.slice(at, at + 1),
        ...(more && { '@odata.nextLink': `Lines?$skip=${at + 1}` }),
      })
    }
    if (!order) return void send(200, { ok: false, error: { code: 'NOTFOUND', text: 'no such order' } })
    const isCut = cut?.number === name && what === 'Post' ? cut.when : undefined
    if (isCut) cut = undefined
    if (isCut === 'before') return void request.socket.destroy()
    if (what === 'Text') {
      const isCurrent = url.searchParams.get('RowVer') === String(order.RowVer)
      if (isCurrent) touch(order)
      return void send(200, isCurrent ? { ok: true } : { ok: false, error: { code: 'STALE', text: 'stale' } })
    }
    const error = post(order, body)
    if (isCut === 'after') return void request.socket.destroy()
    send(200, error ? { ok: false, error } : { ok: true })
  }

  function page(url: URL, host: string): object {
    const [, since = ''] = /^ModifiedOn ge '(.*)'$/.exec(url.searchParams.get('$filter') ?? '') ?? []
    const found = [...orders.values()]
      .filter(({ micros }) => local(micros) >= since)
      .toSorted((a, b) => a.micros - b.micros)
    const top = Number(url.searchParams.get('$top'))
    const at = Number(url.searchParams.get('$skiptoken') ?? 0)
    if (at + top < found.length) url.searchParams.set('$skiptoken', String(at + top))
    else return { value: found.slice(at).map(shown) }
    return {
      value: found.slice(at, at + top).map(shown),
      '@odata.nextLink': `http://${host}${url.pathname}${url.search}`,
    }
  }

  const listener = await listenHttp((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    request.on('end', () => answer(request, response, text))
  })

  const must = (number: string): Doc => {
    const order = orders.get(number)
    if (!order) throw new Error(`no order ${number}`)
    return order
  }
  const desk: ErpDesk = {
    exactLines: [
      { quantity: '0.00000001', unitPrice: '12345678901234567890.12345678' },
      { quantity: '9007199254740993', unitPrice: '0.1' },
    ],
    addOrder(lines) {
      const DocNum = `PO-${++made}`
      orders.set(DocNum, {
        DocNum,
        RowVer: 1,
        Rev: 1,
        Status: 1,
        micros: (clock += 1000),
        Answer: null,
        Stock: null,
        Postings: [],
        lines: lines.map(({ quantity, unitPrice }, index) => ({
          Pos: index + 1,
          Item: `TP-${index + 1}`,
          Qty: raw(quantity),
          Price: raw(unitPrice),
        })),
      })
      return Promise.resolve(DocNum)
    },
    edit(number) {
      const order = must(number)
      for (const line of order.lines) line['Qty'] = raw(`1${textOf(line['Qty'])}`)
      order.Rev += 1
      touch(order)
      return Promise.resolve()
    },
    numbers: () => Promise.resolve([...orders.keys()]),
    async shareMoment(count) {
      const numbers: string[] = []
      for (let one = 0; one < count; one++)
        numbers.push(await this.addOrder([{ quantity: '1', unitPrice: '1' }]))
      clock += 1000
      for (const number of numbers) must(number).micros = clock
    },
    async addLate(millisecondsAgo) {
      const newest = clock
      const number = await this.addOrder([{ quantity: '1', unitPrice: '1' }])
      must(number).micros = newest - millisecondsAgo * 1000
      return number
    },
    cutNextWrite(number, when) {
      cut = { number, when }
      return Promise.resolve()
    },
    throttle(seconds) {
      throttled = seconds
      return Promise.resolve()
    },
    endFaults() {
      cut = undefined
      throttled = undefined
      return Promise.resolve()
    },
    raw: (number) => Promise.resolve(JSON.parse(JSON.stringify(must(number)))),
  }
  return { url: listener.origin, desk, endSessions: () => sessions.clear(), close: () => listener.close() }
}
