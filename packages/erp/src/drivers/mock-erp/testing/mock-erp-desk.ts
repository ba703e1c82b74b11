import type { DatabaseSync } from 'node:sqlite'
import { fromMicros, toMicros } from '@channel-adapter/contracts'
import type { ErpDesk } from '../../../testing/desk.ts'
import type { MockErpProcess } from './mock-erp-process.ts'

/** Only the part of a document that the desk looks at. */
interface Stored {
  readonly number: string
  readonly lines: readonly { readonly line_no: number; readonly quantity: string }[]
}

/** The hand in a mock ERP: its clerks' API, its fault switches, and its database for a moment that the ERP never gives. */
export function mockErpDesk(erp: Pick<MockErpProcess, 'url' | 'whileStopped'>): ErpDesk {
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const headers = { 'content-type': 'application/json' }
    const content = body === undefined ? {} : { headers, body: JSON.stringify(body) }
    const response = await fetch(erp.url + path, { method, ...content })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text && (JSON.parse(text) as unknown)
  }
  const read = async (number: string) => (await call('GET', `/api/purchase-orders/${number}`)) as Stored
  const setFaults = (...rules: unknown[]) => call('PUT', '/admin/faults', { rules })

  return {
    exactLines: [
      { quantity: '0.00000001', unitPrice: '12345678901234567890.12345678' },
      { quantity: '9007199254740993', unitPrice: '0.1' },
    ],
    async addOrder(lines) {
      const order = await call('POST', '/api/purchase-orders', {
        supplier: { code: 'TEST0001', name: 'Test supplier' },
        lines: lines.map(({ quantity, unitPrice }, index) => ({
          product: { number: `TP-${index + 1}`, name: 'Test product' },
          unit: 'EA',
          quantity,
          unit_price: unitPrice,
        })),
      })
      return (order as Stored).number
    },
    async edit(number) {
      const { lines } = await read(number)
      const more = lines.map(({ line_no, quantity }) => ({ line_no, quantity: `1${quantity}` }))
      await call('POST', `/api/purchase-orders/${number}/edits`, { lines: more })
    },
    async numbers() {
      const { items } = (await call('GET', '/api/purchase-orders?limit=1000')) as { items: Stored[] }
      return items.map(({ number }) => number)
    },
    // The orders that the ERP begins with were changed in whole batches.
    shareMoment: () => Promise.resolve(),
    async addLate(millisecondsAgo) {
      const number = await this.addOrder([{ quantity: '1', unitPrice: '1' }])
      await erp.whileStopped((database) =>
        moveTo(database, number, newestMicros(database) - millisecondsAgo * 1000),
      )
      return number
    },
    async cutNextWrite(number, when) {
      await setFaults({ match: { method: 'PATCH', number }, effect: { kind: `reset_${when}` }, times: 1 })
    },
    async throttle(seconds) {
      await setFaults({ effect: { kind: 'status', status: 429, retry_after: seconds } })
    },
    async endFaults() {
      await call('DELETE', '/admin/faults')
    },
    raw: read,
  }
}

function newestMicros(database: DatabaseSync): number {
  const at = database.prepare('SELECT max(updated_at) AS at FROM orders').get()?.['at']
  return toMicros(String(at)) ?? 0
}

function moveTo(database: DatabaseSync, number: string, micros: number): void {
  database
    .prepare(
      "UPDATE orders SET updated_at = :at, doc = json_set(doc, '$.updated_at', :at) WHERE number = :number",
    )
    .run({ at: fromMicros(micros), number: Number(number) })
}
