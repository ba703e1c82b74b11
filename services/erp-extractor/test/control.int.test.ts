/** What operators want of a connection, on a real broker: to rest, to go on, to be read now. */
import {
  connectRegistry,
  contracts,
  createCodec,
  prefixed,
  registerContracts,
  topicDeclarations,
} from '@channel-adapter/contracts'
import type { ErpConnection } from '@channel-adapter/erp'
import { controlMessage, type ControlRecord, createPublisher, createTopics } from '@channel-adapter/messaging'
import { testKafka, unique, until } from '@channel-adapter/messaging/testing'
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

test('a paused connection is not read, also after a restart, and is ready; resumed or asked for it is read at once', async () => {
  const prefix = `${unique('control')}.`
  const registry = connectRegistry(inject('schemaRegistryUrl'))
  await registerContracts(registry, prefix)
  await createTopics(kafka, prefixed(topicDeclarations, prefix))
  const topic = prefix + contracts.order.name
  const codec = await createCodec(contracts.order, topic, registry)
  const [acme, other] = [anErp('acme'), anErp('other')]
  const say = (action: ControlRecord['action'], connection: string) =>
    publisher.publish([
      controlMessage(prefix, { action, connection, by: 'ana', reason: 'stocktaking', at: 'now' }),
    ])
  async function start(): Promise<Extractor> {
    const settings = { poll: { minMs: HOUR, maxMs: HOUR }, overlapMs: 0, pageSize: 100 }
    const extractor = await createApp({
      kafka,
      topicPrefix: prefix,
      connections: [acme, other].map(({ erp }) => ({ erp, settings })),
      channel: { codec, topic, group: `${prefix}erp-extractor` },
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
