/**
 * An ERP that is in no code of ours: described by docs/examples/sap-s4hana.yaml, served by an OData server that is not
 * ours, with next links and ETags. Its orders go out over Kafka, answers come back, and are in the ERP.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Codec,
  connectRegistry,
  contracts,
  createCodec,
  type Order,
  orderKey,
  type OrderUpdate,
  type OrderUpdateOutcome,
} from '@channel-adapter/contracts'
import { startSapErp } from '@channel-adapter/erp/testing/sap-erp'
import { deployContracts, type Service, startService } from '@channel-adapter/local-deployment'
import { freePorts } from '@channel-adapter/local-kafka'
import { createPublisher, readToEnd } from '@channel-adapter/messaging'
import { silent, testKafka, unique, until } from '@channel-adapter/messaging/testing'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { promiseOf } from './supplier-answers.ts'

/** The id of the connection in the file. */
const CONNECTION = 's4'
const ORDERS = 10
const brokers = inject('kafkaBrokers')
const registryUrl = inject('schemaRegistryUrl')
const kafka = testKafka(brokers)
const topicPrefix = `${unique('described')}.`
const running = new AsyncDisposableStack()
let erp: Awaited<ReturnType<typeof startSapErp>>
let extractor: Service

beforeAll(async () => {
  const logFolder = mkdtempSync(join(tmpdir(), 'described-erp-'))
  running.defer(() => rmSync(logFolder, { recursive: true, force: true }))
  ;[erp] = await Promise.all([
    startSapErp(),
    deployContracts({
      brokers,
      registryUrl,
      topicPrefix,
      supplierGroups: 0,
      connections: [CONNECTION],
      log: silent,
    }),
  ])
  running.defer(() => erp.close())
  for (let count = 0; count < ORDERS; count++) await erp.desk.addOrder(erp.desk.exactLines)
  const ports = await freePorts(2)
  const env = {
    ...erp.variables,
    KAFKA_BROKERS: brokers.join(','),
    SCHEMA_REGISTRY_URL: registryUrl,
    TOPIC_PREFIX: topicPrefix,
    CONNECTIONS_FILE: fileURLToPath(new URL('../../docs/examples/sap-s4hana.yaml', import.meta.url)),
  }
  const start = async (service: string) => {
    const port = ports.pop() ?? 0
    const started = await startService({
      name: service,
      service,
      port,
      env,
      logFolder,
      readyWithinMs: 120_000,
    })
    running.defer(() => started.stop())
    return started
  }
  ;[extractor] = await Promise.all([start('erp-extractor'), start('update-applier')])
}, 240_000)
afterAll(() => running.disposeAsync())

async function messagesOf<T>(topic: string, codec: Codec<T>): Promise<T[]> {
  const values: Buffer[] = []
  await readToEnd(kafka, topic, ({ value }) => values.push(value))
  return Promise.all(values.map((value) => codec.decode(value)))
}

test('its orders are published once with every digit, answers are in it once, and come round', async () => {
  const registry = connectRegistry(registryUrl)
  const topic = topicPrefix + contracts.order.name
  const updateTopic = topicPrefix + contracts.orderUpdate.name
  const outcomeTopic = topicPrefix + contracts.orderUpdateOutcome.name
  const [orders, updates, outcomes] = await Promise.all([
    createCodec(contracts.order, topic, registry),
    createCodec(contracts.orderUpdate, updateTopic, registry),
    createCodec(contracts.orderUpdateOutcome, outcomeTopic, registry),
  ])

  let published: Order[] = []
  await until(async () => (published = await messagesOf(topic, orders)).length >= ORDERS, 60_000)
  expect(published.map(({ number }) => number).toSorted()).toEqual((await erp.desk.numbers()).toSorted())
  expect(published[0]?.lines).toMatchObject(erp.desk.exactLines)

  // Each of them twice, as a crash would have it; and a clerk has been at one of them meanwhile.
  const answers = published.map((order) => promiseOf(order, '2026-12-21'))
  const [edited] = answers
  await erp.desk.edit(edited?.number ?? '')
  const publisher = createPublisher(kafka)
  running.defer(() => publisher.stop())
  const sent = [...answers, ...answers].map((update) => ({
    topic: updateTopic,
    key: orderKey(update),
    headers: {},
    value: updates.encode(update),
  }))
  await Promise.all(sent.map((message) => publisher.publish([message])))

  let told: OrderUpdateOutcome[] = []
  await until(async () => (told = await messagesOf(outcomeTopic, outcomes)).length >= sent.length, 60_000)
  const resultsOf = ({ id }: OrderUpdate) =>
    told.filter(({ updateId }) => updateId === id).map(({ result }) => result)
  for (const answer of answers.slice(1)) expect(resultsOf(answer)).toEqual(['APPLIED', 'ALREADY_APPLIED'])
  if (edited) expect(new Set(resultsOf(edited))).toEqual(new Set(['REFUSED']))

  const held = async ({ number }: OrderUpdate) => (await erp.desk.raw(number)) as Record<string, unknown>
  for (const answer of answers.slice(1)) {
    expect(await held(answer)).toMatchObject({ YY1_ResponseCode_PDH: 'CA', YY1_UpdateIds_PDH: answer.id })
  }

  // The answered orders and the edited one, each once more; restarted, the extractor has nothing to add.
  await until(async () => (published = await messagesOf(topic, orders)).length >= 2 * ORDERS, 60_000)
  await extractor.stop()
  await extractor.restart()
  const late = await erp.desk.addOrder(erp.desk.exactLines)
  await until(async () => {
    published = await messagesOf(topic, orders)
    return published.some(({ number }) => number === late)
  }, 60_000)
  expect(published).toHaveLength(2 * ORDERS + 1)
  expect(new Set(published.map(({ number, version }) => `${number}@${version}`)).size).toBe(published.length)
  const answered = published.filter(({ response }) => response?.code === 'CA')
  expect(answered.map(({ number }) => number).toSorted()).toEqual(
    answers
      .slice(1)
      .map(({ number }) => number)
      .toSorted(),
  )
}, 120_000)
