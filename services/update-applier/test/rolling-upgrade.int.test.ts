/**
 * Two versions of a contract side by side, as while a new one is rolled out: old and new senders on one topic, an old
 * and a new applier in one group, a real broker, registry and ERP.
 */
import { randomUUID } from 'node:crypto'
import {
  type Codec,
  connectRegistry,
  contracts,
  createCodec,
  failureTopicDeclarations,
  failureTopics,
  orderKey,
  type OrderUpdate,
  prefixed,
  registerContracts,
  subjectOf,
  topicDeclarations,
} from '@channel-adapter/contracts'
import {
  nextVersion,
  registerContract,
  type RegistryProxy,
  startRegistryProxy,
} from '@channel-adapter/contracts/testing'
import { Gate, gatedConnection, openConnection, parseConnections } from '@channel-adapter/erp'
import { createPublisher, createTopics, readToEnd } from '@channel-adapter/messaging'
import { testKafka, until } from '@channel-adapter/messaging/testing'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type Applier, createApp } from '../src/app.ts'
import { aResponse } from '../src/testing.ts'
import { type ErpDesk, openErp } from './erp-desk.ts'

const ORDERS = 48
const kafka = testKafka(inject('kafkaBrokers'))
const deployer = connectRegistry(inject('schemaRegistryUrl'))
const prefix = `${randomUUID().slice(0, 8)}.`
const topic = prefix + contracts.orderUpdate.name
const priority = { name: 'priority' as const, type: ['null', 'int'], default: null, doc: 'How urgent it is.' }
const second = nextVersion<OrderUpdate, { priority: number | null }>(contracts.orderUpdate, priority)
const appliers: Applier[] = []
let desk: ErpDesk
let proxy: RegistryProxy

/** An applier whose codec notes what it reads; its registry can be away. */
async function anApplier<T extends OrderUpdate>(contract: Codec<T>['contract']) {
  const registry = connectRegistry(proxy.url)
  const codec = await createCodec(contract, topic, registry)
  const outcomeTopic = prefix + contracts.orderUpdateOutcome.name
  const yaml = JSON.stringify({ connections: [{ id: 'erp', kind: 'mock-erp', url: desk.url }] })
  const read: T[] = []
  const noting: Codec<T> = {
    ...codec,
    async decode(bytes) {
      const update = await codec.decode(bytes)
      read.push(update)
      return update
    },
  }
  const applier = await createApp({
    kafka,
    topicPrefix: prefix,
    connections: parseConnections(yaml, () => undefined).map((config) => {
      const gate = new Gate({ maxConcurrency: config.concurrency })
      return { erp: gatedConnection(openConnection(config), gate), concurrency: config.concurrency, gate }
    }),
    codec: noting as unknown as Codec<OrderUpdate>,
    outcomes: {
      codec: await createCodec(contracts.orderUpdateOutcome, outcomeTopic, registry),
      topic: outcomeTopic,
    },
    publisher: createPublisher(kafka),
    orderGraceMs: 0,
    onFatal: (error) => expect.fail(error.message),
  })
  appliers.push(applier)
  return { read, state: () => applier.states().find(({ connection }) => connection === 'erp')?.state }
}

async function publish(...messages: { key: string; value: Buffer }[]) {
  const publisher = createPublisher(kafka)
  await Promise.all(messages.map((message) => publisher.publish([{ topic, headers: {}, ...message }])))
  await publisher.stop()
}

const updateOf = (number: number, id = `update-${number}`) =>
  aResponse({ id, number: String(number), source: 'erp' })

beforeAll(async () => {
  desk = await openErp(ORDERS)
  proxy = await startRegistryProxy(inject('schemaRegistryUrl'))
  await registerContracts(deployer, prefix)
  await createTopics(kafka, [
    ...prefixed(topicDeclarations, prefix),
    ...['erp', 'unrouted'].flatMap((name) =>
      failureTopicDeclarations(contracts.orderUpdate.name, `update-applier.${name}`, prefix),
    ),
  ])
})
afterAll(async () => {
  await Promise.all(appliers.map((applier) => applier.stop(1000)))
  await proxy.close()
  await desk.close()
})

test('while a version is rolled out, old and new read each other, every update takes effect once, and an outage of the registry only delays', async () => {
  const old = await anApplier(contracts.orderUpdate)
  // The deploy step, with the old applier at work.
  await registerContract(deployer, second, subjectOf(topic))
  const recent = await anApplier(second)
  await until(() => [old, recent].every(({ state }) => (state()?.partitions.length ?? 0) > 0), 40_000)
  const oldSender = await createCodec(contracts.orderUpdate, topic, deployer)
  const newSender = await createCodec(second, topic, deployer)

  // Neither has seen the other's schema: what they cannot ask for yet waits, and nothing is put aside.
  proxy.setAway(true)
  const asked = proxy.requests.length
  const updates = Array.from({ length: ORDERS }, (_, index) => updateOf(index + 1))
  await publish(
    ...updates.map((update, index) => ({
      key: orderKey(update),
      value: index % 2 === 0 ? oldSender.encode(update) : newSender.encode({ ...update, priority: index }),
    })),
  )
  await until(async () => proxy.requests.length > asked + 2 && (await desk.effects()).length > 0, 40_000)
  expect((await desk.effects()).length).toBeLessThan(ORDERS)
  proxy.setAway(false)

  await until(async () => (await desk.effects()).length === ORDERS, 40_000)
  expect((await desk.effects()).toSorted()).toEqual(updates.map(({ id }) => id).toSorted())
  const isOfNew = ({ number }: OrderUpdate) => Number(number) % 2 === 0
  expect(old.read.some(isOfNew), 'the old applier reads what a new sender wrote').toBe(true)
  for (const update of old.read) expect({ ...update }).toEqual(updates[Number(update.number) - 1])
  expect(
    recent.read.some((update) => !isOfNew(update)),
    'the new applier reads what an old sender wrote',
  ).toBe(true)
  for (const update of recent.read) {
    const index = Number(update.number) - 1
    expect({ ...update }).toEqual({ ...updates[index], priority: isOfNew(update) ? index : null })
  }

  // Ids that nobody registered, and one of another contract whose fields fit.
  const other = nextVersion<OrderUpdate, { weight: number | null }>(contracts.orderUpdate, {
    ...priority,
    name: 'weight',
  })
  const elsewhere = `${prefix}elsewhere`
  await registerContract(deployer, other, subjectOf(elsewhere))
  const foreign = await createCodec(other, elsewhere, deployer)
  const unknown = Buffer.from(oldSender.encode(updateOf(1)))
  unknown.writeInt32BE(2_000_000_000, 1)
  await publish(
    { key: 'erp:1', value: foreign.encode({ ...updateOf(1, 'foreign'), weight: 1 }) },
    { key: 'erp:2', value: unknown },
  )
  const { invalid } = failureTopics(topic, `${prefix}update-applier.erp`)
  const codes = async () => {
    const found: Record<string, string | undefined> = {}
    await readToEnd(kafka, invalid, ({ key, headers }) => (found[key] = headers['x-error-code']))
    return found
  }
  await until(async () => Object.keys(await codes()).length === 2, 40_000)
  expect(await codes()).toEqual({ 'erp:1': 'foreign-schema', 'erp:2': 'unknown-schema' })
  expect((await desk.effects()).length).toBe(ORDERS)
  expect(proxy.writes(), 'a service only reads the registry').toEqual([])
}, 150_000)
