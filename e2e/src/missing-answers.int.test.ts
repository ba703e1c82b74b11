/** What is told of missing answers while those who tell it die at any instant, or wake up long after they were taken for dead. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
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
import { order as issued } from '@channel-adapter/contracts/testing'
import { deployContracts, type Service, startService } from '@channel-adapter/local-deployment'
import { freePorts } from '@channel-adapter/local-kafka'
import {
  createPublisher,
  follow,
  type Following,
  groupHealth,
  type IncomingMessage,
  type Publisher,
  readToEnd,
} from '@channel-adapter/messaging'
import { evictMembers, silent, testKafka, unique, until } from '@channel-adapter/messaging/testing'
import type { Seams } from '@channel-adapter/seams'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { promiseOf } from './supplier-answers.ts'

/** So many that a killed and a frozen teller, which may each get on by several transactions, leave some to the next. */
const ORDERS = 10_000
const SOME = 100
const brokers = inject('kafkaBrokers')
const registryUrl = inject('schemaRegistryUrl')
const topicPrefix = `${unique('tellers')}.`
const kafka = testKafka(brokers)
const topic = topicPrefix + contracts.missingAnswer.name
const group = `${topicPrefix}console.missing`
const folder = mkdtempSync(join(tmpdir(), 'tellers-'))
const running = new AsyncDisposableStack()
/** Of which orders something was told, as a committed reader sees it. */
const told = new Set<string>()
let publisher: Publisher
let following: Following
let teller: Service

beforeAll(async () => {
  running.defer(() => rmSync(folder, { recursive: true, force: true }))
  await deployContracts({ brokers, registryUrl, topicPrefix, supplierGroups: 0, log: silent })
  publisher = createPublisher(kafka)
  running.defer(() => publisher.stop())
  following = await follow(kafka, {
    topics: [topic],
    group: `${topicPrefix}reminder`,
    onMessage: ({ key }) => told.add(key),
    onFatal: (error) => expect.fail(error.message),
  })
  running.defer(() => following.stop())
  teller = await startConsole('teller', dyingAt({ 'extract.half-sent': 2 }))
})
afterAll(() => running.disposeAsync())

async function startConsole(name: string, env: Readonly<Record<string, string>> = {}): Promise<Service> {
  const [port = 0] = await freePorts(1)
  const service = await startService({
    name,
    service: 'console',
    port,
    env: {
      KAFKA_BROKERS: brokers.join(','),
      SCHEMA_REGISTRY_URL: registryUrl,
      TOPIC_PREFIX: topicPrefix,
      STORE_FOLDER: folder,
      ANSWER_WITHIN_MS: '1',
      ...env,
    },
    logFolder: folder,
  })
  running.defer(async () => {
    if (service.process.running) process.kill(service.process.pid, 'SIGCONT')
    await service.stop()
  })
  return service
}

/** At which passing of a place inside of its transactions it dies. */
const dyingAt = (crashAt: Seams['crashAt'] = {}) => ({ TEST_SEAMS: JSON.stringify({ crashAt }) })
const evict = () => evictMembers(kafka, brokers[0] ?? '', group)
const hasEnded = (service: Service) => until(() => !service.process.running)
/** What the one before has told does not count. */
async function untilMoreIsTold(): Promise<void> {
  await following.caughtUp(AbortSignal.timeout(10_000))
  const before = told.size
  await until(() => told.size > before)
}

async function publish(orders: readonly Order[], answers: readonly OrderUpdate[] = []): Promise<void> {
  const registry = connectRegistry(registryUrl)
  const { order, orderUpdate } = contracts
  const codecs = {
    order: await createCodec(order, topicPrefix + order.name, registry),
    update: await createCodec(orderUpdate, topicPrefix + orderUpdate.name, registry),
  }
  const message = <Value extends Order | OrderUpdate>(codec: Codec<Value>, value: Value) => ({
    topic: topicPrefix + codec.contract.name,
    key: orderKey(value),
    value: codec.encode(value),
    headers: {},
  })
  const messages = [
    ...orders.map((each) => message(codecs.order, each)),
    ...answers.map((each) => message(codecs.update, each)),
  ]
  await Promise.all(messages.map((each) => publisher.publish([each])))
}

/** By order what committed readers find of it, in order. */
async function toldOfEach(): Promise<Map<string, string[]>> {
  const codec = await createCodec(contracts.missingAnswer, topic, connectRegistry(registryUrl))
  const messages: IncomingMessage[] = []
  await readToEnd(kafka, topic, (message) => messages.push(message))
  const found = new Map<string, string[]>()
  for (const { key, value } of messages) {
    const { revision, state, supplier } = await codec.decode(value)
    found.set(key, [...(found.get(key) ?? []), `${revision} ${state} ${supplier}`])
  }
  return found
}

test('each missing answer is told once, and in order no longer, though whoever tells dies in the midst of it and one wakes up again', async () => {
  const orders = Array.from({ length: ORDERS }, (_, index) => issued({ number: `${index + 1}` }))
  await publish(orders)
  await hasEnded(teller)
  await until(() => told.size >= 2 * SOME)
  const answered = orders.filter((order) => told.has(orderKey(order))).slice(0, SOME)
  const changed = orders.filter((order) => told.has(orderKey(order))).slice(-SOME)
  await publish(
    changed.map((order) => ({ ...order, version: '2', revision: 2 })),
    answered.map((order) => promiseOf(order, '2026-12-24')),
  )
  await evict()
  teller.launch(dyingAt({ 'extract.before-commit': 3 }))
  await hasEnded(teller)
  await evict()
  teller.launch(dyingAt())
  await untilMoreIsTold()
  await teller.process.kill()

  await evict()
  teller.launch(dyingAt())
  await untilMoreIsTold()
  process.kill(teller.process.pid, 'SIGSTOP')
  expect(told.size).toBeLessThan(ORDERS - 1000)
  await evict()
  const successor = await startConsole('successor')
  await until(() => readFileSync(successor.logFile, 'utf8').includes('told which answers are missing'))
  process.kill(teller.process.pid, 'SIGCONT')
  // It has noticed that it was taken for dead.
  await until(async () => (await groupHealth(kafka, [{ group, topic }]))[0]?.members === 2)
  await teller.process.kill()
  await evict()
  const last = issued({ number: 'last' })
  await publish([last])
  await until(() => told.has(orderKey(last)))
  await successor.process.kill()

  const one = (revision: number, state: string) => `${revision} ${state} 1580`
  const expected = new Map([...orders, last].map((order) => [orderKey(order), [one(1, 'OVERDUE')]]))
  for (const order of answered) expected.get(orderKey(order))?.push(one(1, 'RESOLVED'))
  for (const order of changed) expected.get(orderKey(order))?.push(one(1, 'RESOLVED'), one(2, 'OVERDUE'))
  const found = await toldOfEach()
  const differing = [...expected].filter(([key, said]) => String(found.get(key)) !== String(said))
  expect(differing.map(([key]) => ({ key, found: found.get(key) }))).toEqual([])
  expect(found.size).toBe(expected.size)
}, 120_000)
