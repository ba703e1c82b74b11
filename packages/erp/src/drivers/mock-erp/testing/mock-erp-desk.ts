import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { fromMicros, toMicros } from '@channel-adapter/contracts'
import type { ErpDesk } from '../../../testing/desk.ts'
import type { MockErpProcess } from './mock-erp-process.ts'

/** Only the part of a stored document that the desk looks at. */
interface Stored {
  readonly number: string
  readonly lines: readonly { readonly line_no: number; readonly quantity: string }[]
}

/** The hand in a mock ERP: its clerks' API, its fault switches, and its database for what neither gives. */
export function mockErpDesk({ url, database: path }: MockErpProcess): ErpDesk & { close(): void } {
  const database = new DatabaseSync(path)
  database.exec('PRAGMA busy_timeout = 5000')
  const document = database.prepare('SELECT doc FROM orders WHERE number = ?')
  const newest = database.prepare('SELECT max(updated_at) AS at FROM orders')
  const move = database.prepare(
    "UPDATE orders SET updated_at = :at, doc = json_set(doc, '$.updated_at', :at) WHERE number = :number",
  )

  async function call(method: string, target: string, body?: unknown): Promise<unknown> {
    const response = await fetch(url + target, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${target}: ${response.status} ${text}`)
    return text && (JSON.parse(text) as unknown)
  }
  const stored = (number: string) => JSON.parse(String(document.get(Number(number))?.['doc'])) as Stored
  const newestMicros = () => toMicros(String(newest.get()?.['at'])) ?? 0

  const desk: ErpDesk = {
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
      const [line] = stored(number).lines
      const quantity = line && `1${line.quantity}`
      await call('POST', `/api/purchase-orders/${number}/edits`, {
        lines: [{ line_no: line?.line_no, quantity }],
      })
    },
    async shareMoment(numbers) {
      const micros = newestMicros() + 1
      for (const number of numbers) move.run({ at: fromMicros(micros), number: Number(number) })
      // The ERP does not know of this moment; its clock must have passed it before it changes anything else.
      while (Date.now() * 1000 <= micros) await delay(1)
    },
    async addLate(millisecondsAgo) {
      const before = newestMicros()
      const number = await desk.addOrder([{ quantity: '1', unitPrice: '1' }])
      move.run({ at: fromMicros(before - millisecondsAgo * 1000), number: Number(number) })
      return number
    },
    async cutNextWrite(number, when) {
      const match = { method: 'PATCH', number }
      await call('PUT', '/admin/faults', { rules: [{ match, effect: { kind: `reset_${when}` }, times: 1 }] })
    },
    async throttle(seconds) {
      const effect = { kind: 'status', status: 429, retry_after: seconds }
      await call('PUT', '/admin/faults', { rules: [{ effect }] })
    },
    async endFaults() {
      await call('DELETE', '/admin/faults')
    },
    raw: (number) => Promise.resolve(stored(number)),
  }
  return { ...desk, close: () => database.close() }
}
