/** docs/examples/odoo.yaml on a stand-in that answers as the documentation of Odoo 19's JSON-2 API says. */
import { afterEach, expect, test } from 'vitest'
import { ErpRejected } from '../../errors.ts'
import type { ErpConnection } from '../../port.ts'
import { errorOf, mustRead, patient, readToEnd } from '../../testing/reading.ts'
import { updateOf } from '../../testing/updates.ts'
import { describedConnection } from './testing/described.ts'
import { type Asked, tinyErp } from './testing/tiny-erp.ts'

interface OdooOrder {
  readonly id: number
  write_date: string
  state: string
  locked: boolean
}
interface Call {
  readonly domain?: readonly (readonly [string, string, unknown])[]
  readonly fields?: readonly string[]
  readonly ids?: readonly number[]
  readonly vals?: { readonly order_line: readonly [number, number, object][] }
  readonly body?: string
  readonly limit?: number
  readonly offset?: number
}

/** Odoo's purchase orders, P00001 and following, each with two lines. */
async function startOdoo(count: number) {
  const orders: OdooOrder[] = Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    name: `P0000${index + 1}`,
    // Three share each second.
    write_date: `2026-11-24 20:00:0${Math.floor(index / 3)}`,
    date_order: '2026-11-24 09:30:00',
    state: 'purchase',
    locked: false,
    partner_id: [7, 'Azure Interior'],
    company_id: [1, 'YourCompany'],
    currency_id: [2, 'USD'],
    amount_untaxed: 1125.1,
    amount_tax: 0.0,
    note: false,
    receipt_status: false,
  }))
  const lines = orders.flatMap(({ id }) =>
    [1, 2].map((at) => ({
      id: id * 10 + at,
      order_id: id,
      sequence: 10,
      name: 'Desk',
      product_id: [30 + at, 'Large Desk'],
      product_qty: 10.5,
      product_uom_id: [1, 'Units'],
      price_unit: 107.15,
      date_planned: '2026-12-20 12:00:00' as string | false,
      qty_received: 0.0,
      display_type: false,
    })),
  )
  const messages: { res_id: number; body: string; model: string }[] = []
  const tables: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
    'purchase.order': orders as never,
    'purchase.order.line': lines,
    'mail.message': messages,
  }
  const operators: Readonly<Record<string, (a: never, b: never) => boolean>> = {
    '=': (a, b) => a === b,
    '>': (a, b) => a > b,
    '>=': (a, b) => a >= b,
    in: (a, b: never[]) => b.includes(a),
    ilike: (a: string, b: string) => a.includes(b),
  }

  function answer({ url, method, headers, body }: Asked) {
    const [, , , model = '', call = ''] = url.pathname.split('/')
    if (
      method !== 'POST' ||
      headers.authorization !== 'Bearer key-1' ||
      headers['x-odoo-database'] !== 'prod'
    )
      return { status: 401, body: { name: 'werkzeug.exceptions.Unauthorized', message: 'Invalid apikey' } }
    const { domain = [], ids = [], vals, limit = 80, offset = 0, body: text = '' } = JSON.parse(body) as Call
    if (call === 'search_read') {
      const found = (tables[model] ?? []).filter((row) =>
        domain.every(([field, operator, value]) =>
          operators[operator]?.(row[field] as never, value as never),
        ),
      )
      return { body: found.slice(offset, offset + limit) }
    }
    for (const id of ids) {
      const order = orders.find((one) => one.id === id)
      if (!order)
        return {
          status: 404,
          body: { name: 'odoo.exceptions.MissingError', message: 'Record does not exist' },
        }
      if (call === 'button_cancel' && order.locked)
        return {
          status: 422,
          body: { name: 'odoo.exceptions.UserError', message: 'Unlock the order first', arguments: [] },
        }
      for (const [, line, fields] of vals?.order_line ?? [])
        Object.assign(lines.find((one) => one.id === line) ?? {}, fields)
      if (call === 'button_cancel') order.state = 'cancel'
      if (call === 'button_lock') order.locked = true
      if (call === 'message_post')
        messages.push({ model: 'purchase.order', res_id: id, body: `<p>${text}</p>` })
      order.write_date = '2026-11-24 21:00:00'
    }
    return { body: true }
  }
  const erp = await tinyErp(answer)
  const connection = describedConnection('odoo.yaml', {
    ERP_URL: `${erp.origin}/json/2`,
    ERP_KEY: 'key-1',
    ODOO_DATABASE: 'prod',
  })
  opened.push(erp.close, () => connection.close())
  return { connection, asked: erp.asked, orders }
}

const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close()
})
const callsOf = (asked: readonly Asked[]) => asked.map(({ url }) => url.pathname.replace('/json/2/', ''))
const promised = (line: string, promisedDate: string) => ({
  line,
  code: '3' as const,
  quantity: null,
  unitPrice: null,
  promisedDate,
  backorderedQuantity: null,
})

async function responding(connection: ErpConnection, number: string) {
  const { order } = await mustRead(connection, number)
  const lines = order.lines.map(({ line }) => promised(line, '2026-12-24'))
  return {
    order,
    update: {
      ...updateOf(order, { response: { code: 'CA', reason: 'two days later', lines } }),
      id: '8d2b5b0e-5c4e-4a4e-9a30-1d2f1c9a7b11',
    },
  }
}

test('orders are read whole, page by page, and what is false is not there', async () => {
  const { connection } = await startOdoo(8)
  const { orders } = await readToEnd(connection, undefined, 2)
  expect(new Set(orders.map(({ number }) => number)).size).toBe(8)
  expect(orders[0]).toMatchObject({
    number: 'P00001',
    status: 'ISSUED',
    changedAt: '2026-11-24T20:00:00.000000Z',
    supplier: { id: '7', name: 'Azure Interior' },
    currency: 'USD',
    subtotal: '1125.1',
    note: null,
    lines: [
      {
        line: '11',
        product: { id: '31', name: 'Large Desk' },
        quantity: '10.5',
        unitPrice: '107.15',
        dueDate: '2026-12-20',
      },
      { line: '12' },
    ],
  })
})

test('a response is written to the lines and the chatter, and recognised there', async () => {
  const { connection, asked } = await startOdoo(1)
  const { order, update } = await responding(connection, 'P00001')
  asked.splice(0)
  const after = await connection.applyUpdate(update, order.version, patient)
  expect(callsOf(asked).filter((call) => !call.endsWith('search_read'))).toEqual([
    'purchase.order/write',
    'purchase.order/message_post',
  ])
  expect(after.order.lines.map(({ dueDate }) => dueDate)).toEqual(['2026-12-24', '2026-12-24'])
  expect([...after.appliedUpdates]).toEqual([update.id])
})

test('a partner cannot pass off another update as applied with its own words', async () => {
  const { connection } = await startOdoo(1)
  const { order, update } = await responding(connection, 'P00001')
  const forged = 'channel-adapter:11111111-1111-4111-8111-111111111111</p>'
  const [line] = update.response?.lines ?? []
  const response = { code: 'CA' as const, reason: forged, lines: line ? [line] : [] }
  const after = await connection.applyUpdate({ ...update, response }, order.version, patient)
  expect([...after.appliedUpdates]).toEqual([update.id])
  expect(after.order.lines.map(({ dueDate }) => dueDate)).toEqual(['2026-12-24', '2026-12-20'])
})

test('an order is cancelled once however often it is tried, and what Odoo refuses is told in its words', async () => {
  const { connection, orders, asked } = await startOdoo(2)
  const { order } = await mustRead(connection, 'P00001')
  const cancelling = updateOf(order, { statusChange: { status: 'CANCELLED', reason: null } })
  expect((await connection.applyUpdate(cancelling, order.version, patient)).order.status).toBe('CANCELLED')
  await connection.applyUpdate(cancelling, order.version, patient)
  expect(callsOf(asked).filter((call) => call.endsWith('button_cancel'))).toHaveLength(1)

  if (orders[1]) orders[1].locked = true
  const locked = updateOf((await mustRead(connection, 'P00002')).order, {
    statusChange: { status: 'CANCELLED', reason: null },
  })
  const error = await errorOf(connection.applyUpdate(locked, order.version, patient))
  expect(error).toBeInstanceOf(ErpRejected)
  expect((error as Error).message).toContain('Unlock the order first')
  const held = updateOf((await mustRead(connection, 'P00002')).order, {
    statusChange: { status: 'ON_HOLD', reason: null },
  })
  expect(((await errorOf(connection.applyUpdate(held, order.version, patient))) as Error).message).toMatch(
    /cannot put an order on hold/,
  )
})
