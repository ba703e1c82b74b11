/** A process of its own: one partner that sends so much a second, and does not listen to what it is told. */
import { Pool } from 'undici'

const [, , url = '', key = '', perSecond = '0'] = process.argv
const TICK_MS = 10
const pool = new Pool(url, { connections: 50 })
const counts: Record<string, number> = {}
let due = 0

async function send(): Promise<void> {
  let outcome = 'none'
  try {
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: '/send',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: '{}',
    })
    await body.dump()
    outcome = String(statusCode)
  } catch {
    // It is counted.
  }
  counts[outcome] = (counts[outcome] ?? 0) + 1
}

const began = performance.now()
let sent = 0
setInterval(() => {
  due = ((performance.now() - began) / 1000) * Number(perSecond)
  while (sent < due) {
    sent++
    void send()
  }
}, TICK_MS)
setInterval(() => process.send?.(counts), 1000)
process.on('disconnect', () => process.exit())
