/**
 * A stand-in for the ERP, with the test's own hand in it (a desk): to be replaced by a test system of yours, or by one
 * that answers as its documentation says.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'

export const TOKEN = 'secret'
const SUMS = { quantity: 'shipped', receivedQuantity: 'received', rejectedQuantity: 'rejected' }
const NAMES = {
  code: 'answer',
  quantity: 'confirmed',
  unitPrice: 'confirmedPrice',
  promisedDate: 'promised',
  backorderedQuantity: 'follows',
}
const STOCK_NAMES = { reservedQuantity: 'reserved', backorderedQuantity: 'lacking', availableOn: 'available' }
const STATE_AFTER = { shippingNotice: 'SHIPPED', goodsReceipt: 'PARTIALLY_RECEIVED' }

export async function startErp() {
  const orders = new Map()
  let clock = Date.UTC(2026, 10, 24, 20)
  let made = 0
  let cut
  let throttled

  const touch = (order) => {
    order.version = String(Number(order.version) + 1)
    order.changed = new Date((clock += 1)).toISOString()
  }
  const isAfter = (order, { moment, number }) =>
    order.changed > moment || (order.changed === moment && order.id > number)

  /** @returns why an update is refused */
  function post(order, update) {
    const [kind, body] = Object.entries(update).find(
      ([, value]) => value !== null && typeof value === 'object',
    )
    const unknown = body.lines?.find(({ line }) => !order.lines.some(({ no }) => no === line))
    if (unknown) return `no line ${unknown.line}`
    for (const { line, ...values } of body.lines ?? []) {
      const target = order.lines.find(({ no }) => no === line)
      for (const [name, value] of Object.entries(values)) {
        const names = kind === 'stockConfirmation' ? STOCK_NAMES : NAMES
        if (kind in STATE_AFTER) {
          // Small numbers only: a stand-in may, an ERP may not.
          if (SUMS[name]) target[SUMS[name]] = String(Number(target[SUMS[name]]) + Number(value))
        } else if (names[name]) target[names[name]] = value
      }
    }
    if (kind === 'response')
      order.response = { code: body.code, revision: update.revision, reason: body.reason }
    if (kind === 'stockConfirmation') order.stock = { code: body.code, revision: update.revision }
    order.state = {
      ...STATE_AFTER,
      response: body.code === 'RE' ? 'REJECTED' : 'CONFIRMED',
      stockConfirmation: order.state,
      statusChange: body.status,
    }[kind]
    order.updates.push(update.id)
    touch(order)
    return undefined
  }

  function answer(request, response, text) {
    const send = (status, body, headers = {}) => response.writeHead(status, headers).end(JSON.stringify(body))
    if (throttled !== undefined) return send(429, {}, { 'retry-after': throttled })
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return send(401, {})
    const url = new URL(request.url, 'http://erp')
    if (url.pathname === '/orders') {
      const { limit, ...after } = Object.fromEntries(url.searchParams)
      const found = [...orders.values()]
        .filter((order) => isAfter(order, after))
        .toSorted((a, b) => (isAfter(a, { moment: b.changed, number: b.id }) ? 1 : -1))
      return send(200, { orders: found.slice(0, Number(limit)), more: found.length > Number(limit) })
    }
    const order = orders.get(url.pathname.replace('/orders/', ''))
    if (!order) return send(404, {})
    if (request.method === 'GET') return send(200, order)
    const when = cut
    cut = undefined
    if (when === 'before') return request.socket.destroy()
    if (request.headers['if-match'] !== `"${order.version}"`)
      return send(409, { message: `it is at ${order.version}` })
    const refusal = post(order, JSON.parse(text))
    if (when === 'after') return request.socket.destroy()
    return refusal ? send(422, { message: refusal }) : send(200, order)
  }

  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (chunk) => (text += chunk))
    request.on('end', () => answer(request, response, text))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const desk = {
    exactLines: [
      { quantity: '0.00000001', unitPrice: '12345678901234567890.12345678' },
      { quantity: '9007199254740993', unitPrice: '0.1' },
    ],
    async addOrder(lines) {
      const id = `A-${String(++made).padStart(4, '0')}`
      orders.set(id, {
        id,
        version: '1',
        revision: 1,
        state: 'ISSUED',
        changed: new Date((clock += 1)).toISOString(),
        day: '2026-11-24',
        supplier: { id: 'S-1', name: 'A supplier' },
        currency: 'EUR',
        total: '0',
        response: null,
        stock: null,
        updates: [],
        lines: lines.map(({ quantity, unitPrice }, index) => ({
          no: String(index + 1),
          product: { id: `P-${index + 1}`, name: 'A product' },
          unit: 'EA',
          quantity,
          price: unitPrice,
          shipped: '0',
          received: '0',
          rejected: '0',
        })),
      })
      return id
    },
    async edit(number) {
      const order = orders.get(number)
      for (const line of order.lines) line.quantity = `1${line.quantity}`
      order.revision += 1
      touch(order)
    },
    numbers: async () => [...orders.keys()],
    async shareMoment(count) {
      const numbers = []
      for (let one = 0; one < count; one++)
        numbers.push(await desk.addOrder([{ quantity: '1', unitPrice: '1' }]))
      for (const number of numbers) orders.get(number).changed = new Date(clock).toISOString()
    },
    async addLate(millisecondsAgo) {
      const changed = new Date(clock - millisecondsAgo).toISOString()
      const number = await desk.addOrder([{ quantity: '1', unitPrice: '1' }])
      orders.get(number).changed = changed
      return number
    },
    cutNextWrite: async (_, when) => void (cut = when),
    throttle: async (seconds) => void (throttled = seconds),
    endFaults: async () => void ([cut, throttled] = []),
    raw: async (number) => structuredClone(orders.get(number)),
  }
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    desk,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
