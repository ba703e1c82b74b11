/** What operators want of a connection, on a real broker: to rest, to go on, to be read now. */
import {
  connectRegistry,
  contracts,
  createCodec,
  CURSOR_PARTITIONS,
  CURSOR_TOPIC,
  prefixed,
  registerContracts,
  topicDeclarations,
} from '@channel-adapter/contracts'
import type { ErpConnection } from '@channel-adapter/erp'
import {
  controlMessage,
  type ControlRecord,
  createPublisher,
  createTopics,
  partitionOf,
} from '@channel-adapter/messaging'
import { recordingLog, testKafka, unique, until } from '@channel-adapter/messaging/testing'
import { afterAll, expect, inject, test } from 'vitest'
import { createApp, type Extractor } from '../src/app.ts'
import { connectionChecks } from '../src/readiness.ts'

const HOUR = 3_600_000
const kafka = testKafka(inject('kafkaBrokers'))
const publisher = createPublisher(kafka)
const started: Extractor[] = []
afterAll(async () => {
  for (const extractor of started) await extractor.stop()
  await publisher.stop()
})

/** An ERP without orders, which counts how often it is asked. */
function anErp(id: string) {
  const erp: Partial<ErpConnection> = {
    id,
    capabilities: { changes: 'keyset', versionCondition: 'etag', updateId: true, webhook: false },
    readChanges() {
      reads += 1
      return Promise.resolve({ orders: [], unreadable: [], next: undefined, more: false })
    },
    close: () => Promise.resolve(),
  }
  let reads = 0
  return { erp: erp as ErpConnection, reads: () => reads }
}

async function topicsWith(prefix: string) {
  const registry = connectRegistry(inject('schemaRegistryUrl'))
  await registerContracts(registry, prefix)
  await createTopics(kafka, prefixed(topicDeclarations, prefix))
  const topic = prefix + contracts.order.name
  const codec = await createCodec(contracts.order, topic, registry)
  return { codec, topic, group: `${prefix}erp-extractor` }
}

const settings = { poll: { minMs: HOUR, maxMs: HOUR }, overlapMs: 0, pageSize: 100 }

test('a paused connection is not read, also after a restart, and is ready; resumed or asked for it is read at once', async () => {
  const prefix = `${unique('control')}.`
  const channel = await topicsWith(prefix)
  const [acme, other] = [anErp('acme'), anErp('other')]
  const say = (action: ControlRecord['action'], connection: string) =>
    publisher.publish([
      controlMessage(prefix, { action, connection, by: 'ana', reason: 'stocktaking', at: 'now' }),
    ])
  async function start(): Promise<Extractor> {
    const extractor = await createApp({
      kafka,
      topicPrefix: prefix,
      connections: [acme, other].map(({ erp }) => ({ erp, settings })),
      channel,
      onFatal: (error) => expect.fail(error.message),
    })
    started.push(extractor)
    return extractor
  }
  const pausedIn = (extractor: Extractor) =>
    extractor.states().find(({ connection }) => connection === 'acme')?.paused

  const first = await start()
  await until(() => acme.reads() === 1 && other.reads() === 1)
  await say('poll', 'acme')
  await until(() => acme.reads() === 2)
  await say('pause', 'acme')
  await say('poll', 'acme')
  await until(() => pausedIn(first) !== undefined)
  await first.stop()

  const second = await start()
  await until(() => other.reads() === 2)
  expect(pausedIn(second)).toEqual({ by: 'ana', reason: 'stocktaking', since: 'now' })
  let time = Date.now()
  const checks = connectionChecks(
    [{ id: 'acme' }],
    () => second.states(),
    HOUR,
    () => time,
  )
  time += 2 * HOUR
  expect(await checks['connection acme']?.()).toMatchObject({ ok: true, detail: { paused: { by: 'ana' } } })
  expect(acme.reads()).toBe(2)

  await say('resume', 'acme')
  await until(() => acme.reads() === 3)
  expect(await checks['connection acme']?.()).toMatchObject({ detail: { paused: undefined } })
  expect(other.reads()).toBe(2)
})

// Every key of a partition was decoded: one that was no cursor, of a name that nobody bears, kept all of them from beginning.
test('what is no cursor stops nobody under a foreign name, and under that of a connection that one only', async () => {
  const prefix = `${unique('junk')}.`
  const channel = await topicsWith(prefix)
  const partition = partitionOf('acme', CURSOR_PARTITIONS)
  const beside = Array.from({ length: 1000 }, (_, at) => `beside-${at}`)
  const broken = beside.find((name) => partitionOf(name, CURSOR_PARTITIONS) === partition) ?? ''
  const junk = { topic: prefix + CURSOR_TOPIC, partition, value: Buffer.from('{"junk":'), headers: {} }
  await publisher.publish([
    { ...junk, key: 'nobody' },
    { ...junk, key: broken },
  ])
  const [acme, lost] = [anErp('acme'), anErp(broken)]
  const log = recordingLog()
  const extractor = await createApp({
    kafka: testKafka(inject('kafkaBrokers'), log),
    topicPrefix: prefix,
    connections: [acme, lost].map(({ erp }) => ({ erp, settings })),
    channel,
    onFatal: (error) => expect.fail(error.message),
  })
  started.push(extractor)
  await until(() => acme.reads() === 1)
  expect(lost.reads()).toBe(0)
  const errors = log.lines.filter(({ level }) => level === 'error')
  expect(errors).toMatchObject([{ fields: { connection: broken } }])
})
