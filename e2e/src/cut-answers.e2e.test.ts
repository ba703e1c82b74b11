/**
 * The broker appends, and its answer is lost on the way: what kafkajs makes of that must never become a false
 * acknowledgement or a lost order. Real processes, with a proxy between them and the broker (kafkajs trap T1).
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectRegistry, contracts, createCodec } from '@channel-adapter/contracts'
import { startClerk, stopClerk } from '@channel-adapter/ledger'
import { CONNECTION, deployContracts, type Service, startService } from '@channel-adapter/local-deployment'
import {
  freePorts,
  type KafkaNode,
  type Registry,
  startKafka,
  startRegistry,
} from '@channel-adapter/local-kafka'
import { type IncomingMessage, readToEnd } from '@channel-adapter/messaging'
import { silent, until } from '@channel-adapter/messaging/testing'
import { brokerBehindProxy, type ProxiedBroker } from '@channel-adapter/messaging/testing/broker-behind-proxy'
import { request } from 'undici'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Crowd } from './sender.ts'
import { untilPublished } from './until-published.ts'

const running = new AsyncDisposableStack()
let folder: string
let broker: ProxiedBroker<KafkaNode>
let registry: Registry

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cut-answers-e2e-'))
  running.defer(() => rmSync(folder, { recursive: true, force: true }))
  broker = await brokerBehindProxy(startKafka)
  running.defer(() => broker.stop())
  registry = await startRegistry()
  running.defer(() => registry.stop())
  await deployContracts({ brokers: [broker.address], registryUrl: registry.url, log: silent })
})
afterEach(() => broker.proxy.heal())
afterAll(() => running.disposeAsync())

async function start(
  service: string,
  name: string,
  settings: Readonly<Record<string, string>>,
): Promise<Service> {
  const [port = 0] = await freePorts(1)
  const kafka = { KAFKA_BROKERS: broker.address, SCHEMA_REGISTRY_URL: registry.url }
  const started = await startService({
    name,
    service,
    port,
    env: { ...kafka, ...settings },
    logFolder: folder,
  })
  running.defer(() => started.stop())
  return started
}

describe('POST /send', () => {
  // Alone or in twos, messages make batches of one, which the broker mistakes for one another most easily.
  const SIZES = [2, 16]
  let gateways: string[]

  beforeAll(async () => {
    // Longer than kafkajs tries: a 503 then means that the producer has given up.
    const settings = { SEND_DEADLINE_MS: '60000' }
    const services = await Promise.all(
      SIZES.map((size) => start('publisher-gateway', `gateway-${size}`, settings)),
    )
    gateways = services.map(({ url }) => url)
  })

  const crowds = (name: string) =>
    SIZES.map((size, index) => {
      const [before, after] = [gateways.slice(0, index), gateways.slice(index)]
      return new Crowd(`${name} ${size}`, size, [...after, ...before])
    })

  /** How often each message is in the topic, by its key, under each of its ids. */
  async function stored(): Promise<Map<string, string[]>> {
    const topic = contracts.channelMessage.name
    const codec = await createCodec(contracts.channelMessage, topic, connectRegistry(registry.url))
    const messages: IncomingMessage[] = []
    await readToEnd(broker.connect(), topic, (message) => messages.push(message))
    const ids = new Map<string, string[]>()
    for (const message of messages) {
      const { id, body } = await codec.decode(message.value)
      const { key } = JSON.parse(body) as { key: string }
      ids.set(key, [...(ids.get(key) ?? []), id])
    }
    return ids
  }

  test('whose answer from the broker is cut off once: all are acknowledged, and stored once', async () => {
    const senders = crowds('once')
    await until(() => senders.every(({ sent }) => sent.length > 20))
    await broker.proxy.cutNextAnswer('produce', { afterBytes: 10 })
    await Promise.all(senders.map((crowd) => crowd.finish(100)))
    const ids = await stored()
    for (const { key, unknown, refused } of senders.flatMap(({ sent }) => sent)) {
      expect({ key, unknown, refused, stored: ids.get(key)?.length }).toEqual({
        key,
        unknown: 0,
        refused: 0,
        stored: 1,
      })
    }
  })

  test('whose answers are cut off until its producer gives up: each of the next hundred acknowledged is stored, a repetition under the same id', async () => {
    const senders = crowds('given up')
    await until(() => senders.every(({ sent }) => sent.length > 20))
    broker.proxy.cutAnswers('produce')
    await Promise.all(senders.map(({ refused }) => refused))
    broker.proxy.heal()
    await Promise.all(senders.map((crowd) => crowd.finish(100)))

    const ids = await stored()
    const sent = senders.flatMap((crowd) => crowd.sent)
    expect(sent.filter(({ key }) => !ids.has(key)).map(({ key }) => key)).toEqual([])
    for (const { key, unknown } of sent) {
      const mine = ids.get(key) ?? []
      expect(new Set(mine).size).toBe(1)
      expect(mine.length).toBeLessThanOrEqual(1 + unknown)
    }
    expect(new Set([...ids.values()].flat()).size).toBe(ids.size)
    expect(sent.some(({ unknown }) => unknown > 0)).toBe(true)
  })
})

describe('an extraction', () => {
  const ORDERS = 300
  let erp: Service
  let extractor: Service

  beforeAll(async () => {
    erp = await start('mock-erp', 'mock-erp', { ORDERS_LIMIT: String(ORDERS), LOG_LEVEL: 'warn' })
    // So that the pages do not end before the cuts do.
    await request(`${erp.url}/admin/faults`, {
      method: 'PUT',
      body: JSON.stringify({ latency_ms: 50 }),
      headers: { 'content-type': 'application/json' },
    })
    const connectionsFile = join(folder, 'connections.yaml')
    const connection = {
      id: CONNECTION,
      kind: 'mock-erp',
      url: erp.url,
      pageSize: 10,
      overlapMs: 1000,
      pollIntervalMs: { min: 50, max: 200 },
    }
    writeFileSync(connectionsFile, JSON.stringify({ connections: [connection] }))
    await startClerk(erp.url, { kinds: ['edit', 'note'], editsPerSecond: 10, limit: 10_000, seed: 5 })
    extractor = await start('erp-extractor', 'erp-extractor', { CONNECTIONS_FILE: connectionsFile })
  })

  async function expectAllPublished(): Promise<void> {
    const { lost, twice, outOfOrder, ledger } = await untilPublished(
      { erpUrl: erp.url, source: CONNECTION, brokers: [broker.address], registryUrl: registry.url },
      20_000,
    )
    expect([...lost, ...twice, ...outOfOrder].slice(0, 10)).toEqual([])
    expect(ledger.snapshots.size).toBe(ORDERS)
  }

  test('whose answers are cut off until its producer gives up publishes every order, each version once and in order', async () => {
    broker.proxy.cutAnswers('produce')
    await until(() => readFileSync(extractor.logFile, 'utf8').includes('begins anew'), 60_000)
    broker.proxy.heal()
    await stopClerk(erp.url)
    await expectAllPublished()
  })

  test('whose transactions lose an answer at every step publishes every order, each version once and in order', async () => {
    await startClerk(erp.url, { kinds: ['edit', 'note'], editsPerSecond: 50, limit: 10_000, seed: 6 })
    for (let round = 1; round <= 2; round++) {
      await broker.proxy.cutNextAnswer('produce')
      await broker.proxy.cutNextAnswer('addPartitionsToTxn')
      await broker.proxy.cutNextAnswer('endTxn')
      await broker.proxy.cutNextRequest('endTxn')
    }
    await stopClerk(erp.url)
    await expectAllPublished()
  }, 60_000)
})
