// The process: it names every fault of its configuration, ends orderly, and loses nothing that it answered when killed.
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))
let folder: string
let children: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mock-erp-'))
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children = []
  rmSync(folder, { recursive: true, force: true })
})

function run(env: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => (output += bytes.toString()))
  return { child, ended: once(child, 'close'), output: () => output }
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return String(port)
}

async function start(): Promise<{ url: string; child: ChildProcess; ended: Promise<unknown[]> }> {
  const PORT = await freePort()
  const { child, ended, output } = run({ PORT, DATABASE: join(folder, 'erp.sqlite'), ORDERS_LIMIT: '5' })
  const url = `http://127.0.0.1:${PORT}`
  await expect
    .poll(async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.status ?? output(), {
      timeout: 20_000,
    })
    .toBe(200)
  return { url, child, ended }
}

test('a wrong configuration ends it with every fault named', async () => {
  const { ended, output } = run({ PORT: 'high', ORDERS_LIMIT: 'few', LOG_LEVEL: 'loud' })
  const [code] = (await ended) as [number]
  expect(code).toBe(78)
  for (const name of ['PORT', 'ORDERS_LIMIT', 'LOG_LEVEL']) expect(output()).toContain(name)
})

test('what was answered survives kill -9, and no order is imported twice', async () => {
  const first = await start()
  const versions: number[] = []
  const killed = expect(async () => {
    for (;;) {
      const answer = await fetch(`${first.url}/api/purchase-orders/1/edits`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ note: `note ${versions.length}` }),
      })
      versions.push(((await answer.json()) as { version: number }).version)
      if (versions.length === 50) first.child.kill('SIGKILL')
    }
  }).rejects.toThrow('fetch failed')
  await killed
  await first.ended

  const second = await start()
  const order = (await (await fetch(`${second.url}/api/purchase-orders/1`)).json()) as { version: number }
  // One more may have taken effect whose answer never came.
  expect(order.version).toBeGreaterThanOrEqual(versions.at(-1) ?? Infinity)
  const totals = (await (await fetch(`${second.url}/api/totals`)).json()) as { orders: number }
  expect(totals.orders).toBe(5)
  const { items } = (await (await fetch(`${second.url}/api/journal?limit=1000`)).json()) as {
    items: unknown[]
  }
  expect(items).toHaveLength(5 + order.version - 1)
})

test('SIGTERM ends it with 0', async () => {
  const { child, ended } = await start()
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})
