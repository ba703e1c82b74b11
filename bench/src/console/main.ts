/**
 * `pnpm bench:console [orders]`: what the console takes for many orders (default 400,000) that a real Kafka holds: each
 * with a snapshot, its supplier's answer and the outcome. Linux only: memory is read from /proc.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectRegistry } from '@channel-adapter/contracts'
import { CONNECTION, deployContracts, startService } from '@channel-adapter/local-deployment'
import { freePorts, startLocalKafka } from '@channel-adapter/local-kafka'
import { connectKafka, createPublisher } from '@channel-adapter/messaging'
import { historyOf } from './history.ts'

const ORDERS = Number(process.argv[2] ?? 400_000)
const AT_ONCE = 400
const LOOK_EVERY_MS = 500
const nothing = () => {}
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing }
const say = (text: string) => process.stdout.write(`${text}\n`)

await using running = new AsyncDisposableStack()
const folder = mkdtempSync(join(tmpdir(), 'console-bench-'))
running.defer(() => rmSync(folder, { recursive: true, force: true }))
const { brokers, registryUrl, stop } = await startLocalKafka({ log: say })
running.defer(stop)
await deployContracts({ brokers, registryUrl, log })
const publisher = createPublisher(connectKafka({ brokers, clientId: 'bench', log }))
const history = await historyOf(connectRegistry(registryUrl), CONNECTION)
for (let from = 0; from < ORDERS; from += AT_ONCE) {
  const numbers = Array.from({ length: Math.min(AT_ONCE, ORDERS - from) }, (_, index) => from + index + 1)
  await publisher.publish(numbers.flatMap((number) => history(number)))
}
await publisher.stop()
say(`${3 * ORDERS} messages are in Kafka. The console reads them ...`)

const [port = 0] = await freePorts(1)
const env = {
  KAFKA_BROKERS: brokers.join(','),
  SCHEMA_REGISTRY_URL: registryUrl,
  STORE_FOLDER: folder,
  NODE_OPTIONS: process.env['NODE_OPTIONS'] ?? '',
}
const begun = performance.now()
const page = await startService({ name: 'console', service: 'console', port, env, logFolder: folder })
running.defer(() => page.stop())
await until(async () => {
  const { remaining } = (await (await fetch(`${page.url}/api/overview`)).json()) as { remaining?: number }
  return remaining === undefined
})
const seconds = (performance.now() - begun) / 1000
for (const path of [
  '/api/overview',
  `/api/orders?text=${ORDERS - 1}`,
  '/api/orders?text=supplier%207',
  '/api/missing',
]) {
  const asked = performance.now()
  const answer = await fetch(page.url + path)
  await answer.arrayBuffer()
  say(`${path}: ${answer.status} after ${Math.round(performance.now() - asked)} ms`)
}
say(`${ORDERS} orders read in ${seconds.toFixed(0)} s; at most ${peakMiB(page.process.pid)} MiB of memory.`)

/** The most that a process has had in memory so far. */
function peakMiB(pid: number): number {
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Math.round(Number(peak) / 1024)
}

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
}
