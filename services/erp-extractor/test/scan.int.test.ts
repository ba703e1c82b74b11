/** An ERP that cannot tell what changed: all of it is read again and again, and what changed is published once, also after a restart. */
import { randomUUID } from 'node:crypto'
import {
  connectRegistry,
  contracts,
  createCodec,
  failureTopicDeclarations,
  type Order,
  prefixed,
  registerContracts,
  topicDeclarations,
} from '@channel-adapter/contracts'
import type { ErpConnection, Position } from '@channel-adapter/erp'
import { createTopics, readToEnd } from '@channel-adapter/messaging'
import { testKafka, until } from '@channel-adapter/messaging/testing'
import { afterAll, expect, inject, test } from 'vitest'
import { createApp, type Extractor } from '../src/app.ts'

const kafka = testKafka(inject('kafkaBrokers'))
const registry = connectRegistry(inject('schemaRegistryUrl'))
const started: Extractor[] = []
afterAll(async () => {
  for (const extractor of started) await extractor.stop()
})

function anOrder(number: string, version: string): Order {
  return {
    source: 'scanned',
    number,
    version,
    revision: 1,
    status: 'ISSUED',
    changedAt: '2026-11-24T00:00:00.000000Z',
    orderDate: '2026-11-24',
    supplier: { id: '1', name: 'One' },
    buyer: null,
    currency: 'EUR',
    shipMethod: null,
    note: null,
    subtotal: '0',
    tax: null,
    freight: null,
    response: null,
    stockConfirmation: null,
    lines: [],
  }
}

/** Orders by number and version, read a few at a time; counts how often it has been read to its end. */
function anErp(versions: Map<string, string>) {
  let scans = 0
  const erp: Partial<ErpConnection> = {
    id: 'scanned',
    capabilities: { changes: 'none', versionCondition: 'none', updateId: false, webhook: false },
    readChanges(after: Position | undefined) {
      const from = Number(after?.['row'] ?? 0)
      const orders = [...versions].slice(from, from + 2).map(([number, version]) => anOrder(number, version))
      const more = from + 2 < versions.size
      if (!more) scans += 1
      return Promise.resolve({
        orders,
        unreadable: [],
        next: more ? { row: String(from + 2) } : undefined,
        more,
      })
    },
    close: () => Promise.resolve(),
  }
  return { erp: erp as ErpConnection, scans: () => scans }
}

test('each change of an ERP that is scanned is published once, also across a restart', async () => {
  const prefix = `${randomUUID().slice(0, 8)}.`
  await registerContracts(registry, prefix)
  await createTopics(kafka, [
    ...prefixed(topicDeclarations, prefix),
    ...failureTopicDeclarations(contracts.order.name, 'erp-extractor', prefix),
  ])
  const topic = prefix + contracts.order.name
  const codec = await createCodec(contracts.order, topic, registry)
  const versions = new Map(['1', '2', '3', '4', '5'].map((number) => [number, 'a']))
  const { erp, scans } = anErp(versions)

  async function start(): Promise<Extractor> {
    const settings = { poll: { minMs: 20, maxMs: 20 }, overlapMs: 0, pageSize: 2 }
    const extractor = await createApp({
      kafka,
      topicPrefix: prefix,
      connections: [{ erp, settings }],
      channel: { codec, topic, group: `${prefix}erp-extractor` },
      onFatal: (error) => {
        throw error
      },
    })
    started.push(extractor)
    return extractor
  }
  async function published(): Promise<string[]> {
    const ids = new Set<string>()
    const found: string[] = []
    const values: Buffer[] = []
    await readToEnd(kafka, topic, ({ value, headers }) => {
      values.push(value)
      ids.add(String(headers['ce_id']))
    })
    for (const value of values) {
      const { number, version } = await codec.decode(value)
      found.push(`${number}@${version}`)
    }
    expect(ids.size).toBe(found.length)
    return found.toSorted()
  }
  const scannedTwiceMore = () => {
    const before = scans()
    return until(() => scans() >= before + 2)
  }

  const first = await start()
  await scannedTwiceMore()
  expect(await published()).toEqual(['1@a', '2@a', '3@a', '4@a', '5@a'])
  await first.stop()

  versions.set('3', 'b')
  await start()
  await scannedTwiceMore()
  const afterRestart = ['1@a', '2@a', '3@a', '3@b', '4@a', '5@a']
  expect(await published()).toEqual(afterRestart)

  versions.set('3', 'a')
  await scannedTwiceMore()
  await until(async () => (await published()).length > afterRestart.length)
  expect(await published()).toEqual(['1@a', '2@a', '3@a', '3@a', '3@b', '4@a', '5@a'])
}, 120_000)
