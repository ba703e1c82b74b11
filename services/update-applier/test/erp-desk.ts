import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Service, startService } from '@channel-adapter/local-deployment'
import { freePorts } from '@channel-adapter/local-kafka'
import { request } from 'undici'

/** A real mock-erp, as a process, and the test's own hand in it. */
export interface ErpDesk {
  readonly service: Service
  readonly url: string
  order(number: string): Promise<{
    version: number
    supplier: { code: string }
    applied_updates: { id: string }[]
    note: string | null
  }>
  /** Versions of all orders: what must not change when nothing may take effect. */
  versions(): Promise<Record<string, number>>
  /** How often each update took effect, and in which order, by the ERP's own journal. */
  effects(): Promise<string[]>
  faults(rules: object): Promise<void>
  edit(number: string, change: object): Promise<void>
  /** Ends it and removes its data. */
  close(): Promise<void>
}

export async function openErp(orders: number): Promise<ErpDesk> {
  const [port = 0] = await freePorts(1)
  const folder = mkdtempSync(join(tmpdir(), 'applier-erp-'))
  const service = await startService({
    name: `mock-erp-${port}`,
    service: 'mock-erp',
    port,
    env: { DATABASE: join(folder, 'erp.sqlite'), ORDERS_LIMIT: String(orders), LOG_LEVEL: 'warn' },
    logFolder: folder,
  })
  const { url } = service
  async function call<T>(method: 'GET' | 'PUT' | 'POST', path: string, body?: object): Promise<T> {
    const answer = await request(url + path, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await answer.body.text()
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
  return {
    service,
    url,
    order: (number) => call('GET', `/api/purchase-orders/${number}`),
    async versions() {
      const { items } = await call<{ items: { number: string; version: number }[] }>(
        'GET',
        '/api/purchase-orders?limit=1000',
      )
      return Object.fromEntries(items.map(({ number, version }) => [number, version]))
    },
    async effects() {
      const { items } = await call<{ items: { update_id: string | null }[] }>(
        'GET',
        '/api/journal?after=0&limit=1000',
      )
      return items.flatMap(({ update_id }) => update_id ?? [])
    },
    faults: (rules) => call('PUT', '/admin/faults', rules),
    edit: (number, change) => call('POST', `/api/purchase-orders/${number}/edits`, change),
    async close() {
      await service.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
