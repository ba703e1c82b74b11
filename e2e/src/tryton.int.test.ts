/**
 * A real ERP: 500 orders of a Tryton go out over Kafka, answers come back and are in Tryton once, though extractor and
 * applier are killed meanwhile. What Tryton itself holds is asked past the driver, in its database.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Codec,
  connectRegistry,
  contracts,
  createCodec,
  type Order,
  orderKey,
  type OrderUpdate,
} from '@channel-adapter/contracts'
import { type ConnectionConfig, openConnection, parseConnections } from '@channel-adapter/erp'
import { byPlace, observe, type SeenSnapshot } from '@channel-adapter/ledger'
import { deployContracts, type Service, startService } from '@channel-adapter/local-deployment'
import { freePorts } from '@channel-adapter/local-kafka'
import { startTryton, type Tryton, whyNoTryton } from '@channel-adapter/local-tryton'
import { createPublisher, readToEnd } from '@channel-adapter/messaging'
import { type CrashPoint, receiptCrashPoints } from '@channel-adapter/seams'
import { silent, testKafka, unique, until } from '@channel-adapter/messaging/testing'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { promiseOf, updateOf } from './supplier-answers.ts'

const CONNECTION = 'head-office'
const ORDERS = 500
const all = process.env['TRYTON_CRASHES'] === 'all'
/** As many as fit into a test: each costs Tryton a tenth of a second, and a goods receipt a whole one. */
const ANSWERED = all ? 40 : 16
const RECEIVED = 2
const PROMISED = '2027-03-01'
/** TRYTON_DATABASE=postgresql: the same there. */
const keptIn = process.env['TRYTON_DATABASE'] === 'postgresql' ? 'postgresql' : 'sqlite'
/**
 * After which steps of a goods receipt the applier dies: one, or all of them one after the other with TRYTON_CRASHES=all.
 * Each death costs the ten seconds after which Kafka gives its partitions to the next.
 */
const crashes = all ? receiptCrashPoints : (['receipt.shipment-made'] as const)
const dieAt = (point: CrashPoint | undefined) => ({
  TEST_SEAMS: JSON.stringify({ crashAt: point === undefined ? {} : { [point]: 1 } }),
})
const missing = await whyNoTryton({ orders: ORDERS, database: keptIn })
const running = new AsyncDisposableStack()

describe.skipIf(missing !== undefined)(`the loop on a real Tryton ${missing ?? ''}`, () => {
  const brokers = inject('kafkaBrokers')
  const registryUrl = inject('schemaRegistryUrl')
  const kafka = testKafka(brokers)
  const topicPrefix = `${unique('tryton')}.`
  let tryton: Tryton
  let extractor: Service
  let applier: Service

  let configured: string

  function configuration(): ConnectionConfig {
    const [config] = parseConnections(configured, () => tryton.password)
    if (!config) throw new Error('no connection is configured')
    return config
  }

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tryton-loop-'))
    running.defer(() => rmSync(folder, { recursive: true, force: true }))
    const contractsDeployed = {
      brokers,
      registryUrl,
      topicPrefix,
      supplierGroups: 0,
      connections: [CONNECTION],
    }
    ;[tryton] = await Promise.all([
      startTryton({ orders: ORDERS, database: keptIn }),
      deployContracts({ ...contractsDeployed, log: silent }),
    ])
    running.defer(() => tryton.stop())
    const { url, database, user } = tryton
    const connection = { id: CONNECTION, kind: 'tryton', url, database, user, password: '${TRYTON_PASSWORD}' }
    const paced = { pageSize: 100, overlapMs: 2000, concurrency: 4, timeoutMs: 60_000 }
    const connections = join(folder, 'connections.yaml')
    // JSON is YAML.
    configured = JSON.stringify({ connections: [{ ...connection, ...paced }] })
    writeFileSync(connections, configured)
    const env = {
      KAFKA_BROKERS: brokers.join(','),
      SCHEMA_REGISTRY_URL: registryUrl,
      TOPIC_PREFIX: topicPrefix,
      CONNECTIONS_FILE: connections,
      TRYTON_PASSWORD: tryton.password,
    }
    const ports = await freePorts(2)
    const start = async (service: string, more: Readonly<Record<string, string>> = {}) => {
      const at = { port: ports.pop() ?? 0, logFolder: folder, readyWithinMs: 120_000 }
      const started = await startService({ name: service, service, env: { ...env, ...more }, ...at })
      running.defer(() => started.stop())
      return started
    }
    ;[extractor, applier] = await Promise.all([
      start('erp-extractor'),
      start('update-applier', dieAt(crashes[0])),
    ])
  }, 240_000)
  afterAll(() => running.disposeAsync())

  async function messagesOf<T>(topic: string, codec: Codec<T>): Promise<T[]> {
    const values: Buffer[] = []
    await readToEnd(kafka, topic, ({ value }) => values.push(value))
    return Promise.all(values.map((value) => codec.decode(value)))
  }

  test('its orders are published once, each answer is in it once, and comes round, through kill -9 between the steps of a receipt', async () => {
    const registry = connectRegistry(registryUrl)
    const named = {
      order: topicPrefix + contracts.order.name,
      update: topicPrefix + contracts.orderUpdate.name,
    }
    const [orders, updates] = await Promise.all([
      createCodec(contracts.order, named.order, registry),
      createCodec(contracts.orderUpdate, named.update, registry),
    ])

    const observer = await observe({ brokers, registryUrl, topicPrefix, log: silent })
    running.defer(() => observer.stop())
    const { snapshots, outcomes } = observer.ledger
    await until(() => snapshots.size > 0, 120_000)
    await extractor.process.kill()
    await extractor.restart()
    await until(() => snapshots.size >= ORDERS, 120_000)
    const published = await messagesOf(named.order, orders)
    expect(new Set(published.map(({ number }) => number)).size).toBe(ORDERS)

    const answers = [
      ...published.slice(0, ANSWERED).map((order) => promiseOf(order, PROMISED)),
      ...published.slice(0, RECEIVED).map(receiptOf),
    ]
    const publisher = createPublisher(kafka)
    running.defer(() => publisher.stop())
    for (const update of answers) {
      const message = {
        topic: named.update,
        key: orderKey(update),
        headers: {},
        value: updates.encode(update),
      }
      await publisher.publish([message])
    }
    for (const [index] of crashes.entries()) {
      await until(() => !applier.process.running, 150_000)
      expect(await applier.process.exited).toMatchObject({ signal: 'SIGKILL' })
      applier.launch(dieAt(crashes[index + 1]))
    }
    await until(() => outcomes.size >= answers.length, 150_000)
    const results = [...outcomes.values()].flat()
    expect(results.filter((result) => !result.endsWith('APPLIED'))).toEqual([])

    const held = await heldBy(tryton)
    expect(held.notes.filter((note) => answers.some(({ id }) => note.includes(id)))).toHaveLength(
      answers.length,
    )
    for (const { id } of answers) expect(held.notes.filter((note) => note.includes(id))).toHaveLength(1)
    expect(held.promised).toBe(2 * ANSWERED)
    expect(held.moves).toEqual({ done: RECEIVED * 2, quantity: RECEIVED * 2 * 4 })
    expect(held.shipments).toBe(RECEIVED)

    // Every order was published last in the state in which Tryton holds it, and in none twice.
    const connection = openConnection(configuration())
    running.defer(() => connection.close())
    for (const { number } of answers) {
      const version = (await connection.readOrder(number, AbortSignal.timeout(60_000)))?.order.version
      await until(
        () => lastVersionOf(snapshots.get(orderKey({ source: CONNECTION, number }))) === version,
        60_000,
      )
    }
    for (const versions of snapshots.values()) {
      expect(new Set(versions.map(({ version }) => version)).size).toBe(versions.length)
    }
  }, 400_000)
})

function lastVersionOf(snapshots: readonly SeenSnapshot[] = []): string | undefined {
  return snapshots.toSorted(byPlace).at(-1)?.version
}

function receiptOf(order: Order): OrderUpdate {
  const lines = order.lines.map(({ line }) => ({
    line,
    receivedQuantity: '5',
    rejectedQuantity: '1',
    rejectReason: 'bent',
  }))
  return updateOf(order, { goodsReceipt: { receiptId: 'R-1', receivedOn: '2026-12-01', lines } })
}

/** What Tryton's tables hold: all notes, lines with the promised day, and what came in from suppliers. */
async function heldBy(tryton: Tryton) {
  const incoming = "origin LIKE 'purchase.line,%' AND state = 'done'"
  const [notes, [promised], [moves], [shipments]] = await Promise.all([
    tryton.rows('SELECT message FROM ir_note'),
    tryton.rows(`SELECT count(*) AS lines FROM purchase_line WHERE delivery_date_store = '${PROMISED}'`),
    tryton.rows(`SELECT count(*) AS done, sum(quantity) AS quantity FROM stock_move WHERE ${incoming}`),
    tryton.rows('SELECT count(*) AS made FROM stock_shipment_in'),
  ])
  return {
    notes: notes.map(({ message }) => String(message)),
    promised: promised?.['lines'],
    moves: { ...moves },
    shipments: shipments?.['made'],
  }
}
