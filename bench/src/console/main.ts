/**
 * `pnpm bench:console [orders]`: what the console takes for many orders (default 400,000) that a real Kafka holds: each
 * with a snapshot, its supplier's answer and the outcome. Exit code 1 where it takes more memory, or a page longer, than
 * it may. Linux only: memory is read from /proc.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connectRegistry } from '@channel-adapter/contracts'
import { MISSING } from '@channel-adapter/local-chromium'
import { CONNECTION, deployContracts, startService } from '@channel-adapter/local-deployment'
import { freePorts, startLocalKafka } from '@channel-adapter/local-kafka'
import { connectKafka, createPublisher } from '@channel-adapter/messaging'
import { firstUsefulPaintMs } from './first-paint.ts'
import { historyOf } from './history.ts'
import { isKept, type Measured, verdicts } from './verdicts.ts'

const ORDERS = Number(process.argv[2] ?? 400_000)
const AT_ONCE = 400
const LOOK_EVERY_MS = 500
const REST_MS = 10_000
const MEMORY_LIMIT_MB = 400
const PAINT_LIMIT_MS = 1000
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
  // Put over what the console is given where it is started.
  ...(process.env['NODE_OPTIONS'] !== undefined && { NODE_OPTIONS: process.env['NODE_OPTIONS'] }),
}
const begun = performance.now()
const page = await startService({ name: 'console', service: 'console', port, env, logFolder: folder })
running.defer(() => page.stop())
await until(async () => {
  const { remaining } = (await (await fetch(`${page.url}/api/overview`)).json()) as { remaining?: number }
  return remaining === undefined
})
const seconds = (performance.now() - begun) / 1000
let slowestMs = 0
for (const path of [
  '/api/overview',
  `/api/orders?text=${ORDERS - 1}`,
  '/api/orders?text=supplier%207',
  '/api/missing',
]) {
  const asked = performance.now()
  const answer = await fetch(page.url + path)
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  slowestMs = Math.max(slowestMs, performance.now() - asked)
}
const paintMs = await firstUsefulPaintMs(page.url)
const script = await (await fetch(`${page.url}/app.js`)).arrayBuffer()
await pause(REST_MS)
const measured: Measured[] = [
  { what: `${ORDERS} orders read in`, value: seconds, unit: 's' },
  { what: 'that is', value: ORDERS / seconds, unit: 'orders/s' },
  { what: 'memory, the most', value: memoryMB('VmHWM'), unit: 'MB', limit: MEMORY_LIMIT_MB },
  { what: 'memory, at rest', value: memoryMB('VmRSS'), unit: 'MB', limit: MEMORY_LIMIT_MB },
  { what: 'slowest search', value: slowestMs, unit: 'ms' },
  ...(paintMs === undefined
    ? []
    : [{ what: 'first useful paint', value: paintMs, unit: 'ms', limit: PAINT_LIMIT_MS }]),
  { what: 'script of the page', value: script.byteLength / 1000, unit: 'kB' },
]
if (paintMs === undefined) say(`first useful paint: ${MISSING}`)
for (const line of verdicts(measured)) say(line)
if (!measured.every(isKept)) process.exitCode = 1

/** Of /proc, proc_pid_status(5): VmHWM is the most that was resident so far, VmRSS what is now. MB are 10^6 bytes. */
function memoryMB(name: 'VmHWM' | 'VmRSS'): number {
  const status = readFileSync(`/proc/${page.process.pid}/status`, 'utf8')
  return (Number(new RegExp(String.raw`^${name}:\s+(\d+) kB$`, 'm').exec(status)?.[1]) * 1024) / 1e6
}

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await pause(LOOK_EVERY_MS)
}
