// The clerk at work: as many actions as asked, the same under the same seed, and the sums stay when only edits are made.
import type { FastifyInstance } from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { createApp } from '../app.ts'
import { requests } from '../testing/requests.ts'

const apps: FastifyInstance[] = []
const open = () => {
  const app = createApp({ ordersLimit: 50 })
  apps.push(app)
  return requests(() => app)
}
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()))
})

async function work(erp: ReturnType<typeof open>, settings: object): Promise<unknown[]> {
  expect((await erp.send('POST', '/admin/clerk', { edits_per_second: 2000, ...settings })).statusCode).toBe(
    202,
  )
  await expect
    .poll(async () => (await erp.get('/admin/clerk')).json<{ running: boolean }>().running)
    .toBe(false)
  const { items } = (await erp.get('/api/journal?after=50&limit=1000')).json<{
    items: Record<string, unknown>[]
  }>()
  return items.map(({ number, actor, summary }) => ({ number, actor, summary }))
}

test('the same seed makes the same changes in the same order', async () => {
  const settings = { limit: 60, seed: 9, kinds: ['edit', 'note', 'cancel', 'add', 'add_against_catalogue'] }
  const once = await work(open(), settings)
  const again = await work(open(), settings)
  expect(once.length).toBe(60)
  expect(again).toEqual(once)
})

test('edits and notes leave the sums as they are', async () => {
  const erp = open()
  const before = (await erp.get('/api/totals')).body
  expect(await work(erp, { limit: 100, seed: 2 })).toHaveLength(100)
  expect((await erp.get('/api/totals')).body).toBe(before)
  expect((await erp.get('/admin/clerk')).json()).toEqual({
    running: false,
    done: 100,
    applied: 100,
    refused: 0,
  })
})

test('an action that the ERP refuses counts as done, so that the clerk comes to an end', async () => {
  const erp = open()
  await work(erp, { limit: 50, kinds: ['cancel'] })
  await work(erp, { limit: 20, kinds: ['edit'] })
  expect((await erp.get('/admin/clerk')).json()).toEqual({
    running: false,
    done: 20,
    applied: 0,
    refused: 20,
  })
})

test('a stopped clerk changes nothing more', async () => {
  const erp = open()
  await erp.send('POST', '/admin/clerk', { edits_per_second: 500, limit: 1_000_000 })
  await expect
    .poll(async () => (await erp.get('/admin/clerk')).json<{ done: number }>().done)
    .toBeGreaterThan(2)
  const { done, running } = (await erp.send('DELETE', '/admin/clerk')).json<{
    done: number
    running: boolean
  }>()
  expect(running).toBe(false)
  // Another ERP's clerk takes longer over its work than the stopped one's next action would.
  await work(open(), { limit: 50, edits_per_second: 500 })
  const entries = (await erp.get('/api/journal?after=50&limit=1000')).json<{ items: unknown[] }>().items
  expect(entries).toHaveLength(done)
})
