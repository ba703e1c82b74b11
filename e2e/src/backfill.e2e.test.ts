/**
 * A backfill: ten thousand orders, hundreds of which share a moment across page borders, while clerks edit,
 * slow transactions become visible behind what was read, and extractors are killed and replaced.
 * BACKFILL_ORDERS_PER_COPY=4012 makes it 52,156 orders; `--reporter verbose` shows how fast it was.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startClerk, stopClerk } from '@channel-adapter/ledger'
import { CONNECTION, deployContracts, type Service, startService } from '@channel-adapter/local-deployment'
import { freePorts, startLocalKafka } from '@channel-adapter/local-kafka'
import { silent, until } from '@channel-adapter/messaging/testing'
import { request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ExtractionWatch } from './extraction-watch.ts'
import { untilPublished } from './until-published.ts'

const PER_COPY = Number(process.env['BACKFILL_ORDERS_PER_COPY'] ?? 900)
const COPIES = 13
const ORDERS = PER_COPY * COPIES
const OVERLAP_MS = 4000
const VISIBLE_AFTER_MS = 2000
const running = new AsyncDisposableStack()
let brokers: readonly string[]
let registryUrl: string
let erp: Service
let extractors: Service[]

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'backfill-e2e-'))
  running.defer(() => rmSync(folder, { recursive: true, force: true }))
  const kafka = await startLocalKafka()
  running.defer(() => kafka.stop())
  ;({ brokers, registryUrl } = kafka)
  await deployContracts({ brokers, registryUrl, log: silent })
  const ports = await freePorts(3)
  async function start(
    service: string,
    name: string,
    env: Readonly<Record<string, string>>,
  ): Promise<Service> {
    const started = await startService({ name, service, port: ports.pop() ?? 0, env, logFolder: folder })
    running.defer(() => started.stop())
    return started
  }
  const size = { ORDERS_LIMIT: String(PER_COPY), ORDERS_COPIES: String(COPIES) }
  erp = await start('mock-erp', 'mock-erp', { ...size, LOG_LEVEL: 'warn' })
  const connectionsFile = join(folder, 'connections.yaml')
  const connection = {
    id: CONNECTION,
    kind: 'mock-erp',
    url: erp.url,
    pageSize: 100,
    overlapMs: OVERLAP_MS,
    pollIntervalMs: { min: 50, max: 250 },
  }
  writeFileSync(connectionsFile, JSON.stringify({ connections: [connection] }))
  await startClerk(erp.url, { kinds: ['edit', 'note', 'add'], editsPerSecond: 30, limit: 100_000, seed: 11 })
  const env = {
    KAFKA_BROKERS: brokers.join(','),
    SCHEMA_REGISTRY_URL: registryUrl,
    CONNECTIONS_FILE: connectionsFile,
    // In MB; less than all the orders would take.
    NODE_OPTIONS: '--max-old-space-size=64 --max-semi-space-size=16',
  }
  extractors = await Promise.all([1, 2].map((number) => start('erp-extractor', `extractor-${number}`, env)))
})
afterAll(() => running.disposeAsync())

/** Begins one slow transaction after the other, until it is stopped. */
class SlowTransactions {
  readonly numbers: string[] = []
  /** Orders that became visible when the head had long gone past their moment. */
  behindHead = 0
  readonly #watch: ExtractionWatch
  readonly #beginning: Promise<void>
  #stopped = false

  constructor(watch: ExtractionWatch) {
    this.#watch = watch
    this.#beginning = this.#begin()
    // When the test fails for another reason, the ERP ends while we still ask.
    this.#beginning.catch(() => {})
  }

  /** Resolves when the last is committed. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#beginning
    const open = async () =>
      ((await (await request(`${erp.url}/admin/late-orders`)).body.json()) as { open: number }).open
    await until(async () => (await open()) === 0)
  }

  async #begin(): Promise<void> {
    for (let seed = 1; !this.#stopped; seed++) {
      const { statusCode, body } = await request(`${erp.url}/admin/late-orders`, {
        method: 'POST',
        body: JSON.stringify({ count: 10, visible_after_ms: VISIBLE_AFTER_MS, seed }),
        headers: { 'content-type': 'application/json' },
      })
      expect(statusCode).toBe(202)
      const { numbers } = (await body.json()) as { numbers: string[] }
      this.numbers.push(...numbers)
      const begun = Date.now()
      await pause(VISIBLE_AFTER_MS - 200)
      if (Date.now() < begun + VISIBLE_AFTER_MS && this.#watch.headAt > begun)
        this.behindHead += numbers.length
    }
  }
}

test('a backfill under edits, late rows and dying extractors publishes every order, each version once and in order, in memory that does not grow', async ({
  annotate,
}) => {
  const watch = new ExtractionWatch(extractors, CONNECTION)
  running.defer(() => watch.stop())
  const late = new SlowTransactions(watch)
  const reached = (share: number) =>
    until(() => watch.owner !== undefined && watch.published >= share * ORDERS, 120_000)
  const restarts: Promise<void>[] = []
  const began = Date.now()

  await reached(0.1)
  const killed = watch.owner
  await killed?.process.kill()
  restarts.push(killed?.restart() ?? Promise.reject(new Error('no extractor owned the connection')))
  // Its successor is replaced in order, after it has published more than a cursor remembers.
  await reached(0.6)
  const replaced = watch.owner
  await replaced?.process.stop()
  restarts.push(replaced?.restart() ?? Promise.reject(new Error('no extractor owned the connection')))
  await reached(1)
  const seconds = (Date.now() - began) / 1000
  await until(() => late.behindHead >= 20, 120_000)
  await late.stop()
  await stopClerk(erp.url)
  await Promise.all(restarts)

  const {
    lost,
    twice,
    outOfOrder,
    erp: facts,
    ledger,
  } = await untilPublished({ erpUrl: erp.url, source: CONNECTION, brokers, registryUrl }, 60_000)
  const { growth, resident } = watch.memory
  await annotate(
    `${ORDERS} orders in ${seconds.toFixed(1)} s, ${Math.round(ORDERS / seconds)}/s; ${resident} MB, grown by ${growth}`,
  )
  expect([...lost, ...twice, ...outOfOrder].slice(0, 10)).toEqual([])
  expect(ledger.snapshots.size).toBe(facts.orders.length)
  expect(facts.orders.length).toBeGreaterThanOrEqual(ORDERS + late.numbers.length)
  expect(growth).toBeLessThan(60)
}, 300_000)
