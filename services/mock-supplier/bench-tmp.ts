import { spawn } from 'node:child_process'
import { startLocalKafka } from '../../infra/local-kafka/src/index.ts'
import { openChannel } from './test/channel.ts'
import { issued } from './test/given.ts'
import { loadOrders } from '@channel-adapter/adventureworks'
import { contracts, failureTopicDeclarations } from '@channel-adapter/contracts'
import { createTopics } from '@channel-adapter/messaging'
import { until } from '@channel-adapter/messaging/testing'

const local = await startLocalKafka({ log: (l: string) => console.error(l) })
const ch = await openChannel(local.brokers, local.registryUrl, 'mock-supplier.1')
await createTopics(ch.kafka, ['mock-supplier.2', 'mock-inventory'].flatMap((g) => failureTopicDeclarations(contracts.order.name, g, ch.topicPrefix)))
const env = { ...process.env, KAFKA_BROKERS: local.brokers.join(','), SCHEMA_REGISTRY_URL: local.registryUrl, TOPIC_PREFIX: ch.topicPrefix, LOG_LEVEL: 'warn' }
const orders = loadOrders().map(issued)
const REPEAT = 10
for (let n = 0; n < REPEAT; n++) {
  for (let i = 0; i < orders.length; i += 500)
    await ch.publish(...orders.slice(i, i + 500).map((o) => ({ ...o, source: `erp-${n}` })))
}
const total = orders.length * REPEAT
const run = async (name: string, main: string, extra: Record<string, string>, port: number) => {
  const begin = Date.now()
  const child = spawn('node', [main], { env: { ...env, ...extra, PORT: String(port) }, stdio: 'inherit' })
  let startedAt = 0
  await until(async () => {
    const r = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (!r) return false
    const body = (await r.json()) as { checks: { subscription?: { detail: { pending: number; lag: number; lastProgressAt: number; partitions: unknown[] } } } }
    const s = body.checks.subscription?.detail
    if (s && !startedAt) startedAt = Date.now()
    return !!s && s.partitions.length > 0 && s.lag === 0 && s.pending === 0 && Date.now() - startedAt > 2500
  }, 120_000)
  const ms = Date.now() - startedAt
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const cpu = /process_cpu_seconds_total ([\d.]+)/.exec(metrics)?.[1]
  const rss = /process_resident_memory_bytes ([\d.e+]+)/.exec(metrics)?.[1]
  console.log(name, { total, ms, perSecond: Math.round(total / (ms / 1000)), untilStartedMs: startedAt - begin, cpu, rss })
  const exit = new Promise((r) => child.on('exit', (c, s) => r([c, s])))
  child.kill('SIGTERM')
  console.log('exit', await exit)
}
const dir = new URL('..', import.meta.url).pathname
await run('inventory memory', `${dir}mock-inventory/src/main.ts`, {}, 5903)

await run('supplier one group', `${dir}mock-supplier/src/main.ts`, {}, 5905)
const t = Date.now(); const a = await ch.answers(); console.log('answers', a.length, 'ids', new Set(a.map((x) => x.update.id)).size, Date.now() - t)
await ch.close()
await local.stop()
