import { setTimeout as sleep } from 'node:timers/promises'
import { Client, type Pool } from 'undici'
import { type Figures, figuresOf } from './figures.ts'

const PER_SECOND = 200
const NEWCOMER_WAITS_MS = 5000

/** Sends at a steady rate over connections that stay open, whatever becomes of the answers. */
export async function goodTraffic(pool: Pool, key: string, seconds: number): Promise<Figures> {
  const latencies: number[] = []
  const underWay = new Set<Promise<void>>()
  let failed = 0
  const began = performance.now()
  for (let n = 0; n < seconds * PER_SECOND; n++) {
    await sleep(Math.max(0, began + (n * 1000) / PER_SECOND - performance.now()))
    const sending = send(n).finally(() => underWay.delete(sending))
    underWay.add(sending)
  }
  await Promise.all(underWay)
  return figuresOf(latencies, failed)

  async function send(n: number): Promise<void> {
    const from = performance.now()
    try {
      const { statusCode, body } = await pool.request({ ...post(key), body: JSON.stringify({ n }) })
      await body.dump()
      if (statusCode === 200) latencies.push(performance.now() - from)
      else failed++
    } catch {
      failed++
    }
  }
}

/** Whether somebody who has no connection yet is served. */
export async function newcomerIsServed(url: string, key: string): Promise<boolean> {
  const client = new Client(url, { connectTimeout: NEWCOMER_WAITS_MS })
  try {
    const { statusCode, body } = await client.request({
      ...post(key),
      body: '{}',
      headersTimeout: NEWCOMER_WAITS_MS,
    })
    await body.dump()
    return statusCode === 200
  } catch {
    return false
  } finally {
    await client.destroy()
  }
}

function post(key: string) {
  return {
    method: 'POST',
    path: '/send',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
  } as const
}
