import { Pool } from 'undici'
import { startMockErp } from './drivers/mock-erp/testing/mock-erp-process.ts'
import { createMockErpConnection } from './drivers/mock-erp/driver.ts'
import { mockErpConfig } from './drivers/mock-erp/config.ts'
import { updateOf } from './testing/updates.ts'
const erp = await startMockErp()
const c = createMockErpConnection(mockErpConfig.parse({ id: 'a', kind: 'mock-erp', url: erp.url }))
const signal = new AbortController().signal
async function measure(name: string, n: number, f: (i: number) => Promise<unknown>) {
  const t = performance.now(), u = process.cpuUsage()
  let k = 0; await Promise.all(Array.from({ length: 16 }, async () => { while (k < n) await f(k++) })) 
  const d = process.cpuUsage(u)
  console.log(name, ((d.user + d.system) / n).toFixed(1), 'us CPU each,', Math.round(n / (performance.now() - t) * 1000), '/s')
}
const { orders } = await c.readChanges(undefined, { limit: 1000, signal })
const more = await c.readChanges({changedAt: orders.at(-1)!.changedAt, number: orders.at(-1)!.number}, { limit: 1000, signal })
const all=[...orders, ...more.orders]
const pool = new Pool(erp.url, { connections: 16 })
for (let r = 0; r < 5; r++) {
await measure('readOrder', 8000, (i) => c.readOrder(all[i%2000]!.number, signal))
await measure('request()+json', 8000, async (i) => (await pool.request({ method: 'GET', path: '/api/purchase-orders/' + (1 + (i % 2000)), headersTimeout: 10000, signal })).body.json())
let errors=0
await measure('applyUpdate', 2000, async (i) => { const o = all[i]!; await c.applyUpdate(updateOf(o, { response: { code: 'AP', reason: null, lines: o.lines.map((l) => ({ line: l.line, code: '5', quantity: l.quantity, unitPrice: l.unitPrice, promisedDate: '2026-12-01', backorderedQuantity: null })) } }), String(r+1), signal).catch((e)=>{ errors++; if(errors<2)console.log(e)}) })
console.log('errors',errors)
}
await measure('readChanges(500)', 50, () => c.readChanges(undefined, { limit: 500, signal }))
await c.close(); await pool.close(); await erp.stop()
