/** A broker dies behind a commit, and forgets a marker: its log is cut to what KAFKA-20734 leaves of it. */
import { readdirSync, readFileSync, truncateSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type KafkaNode, startKafka } from '@channel-adapter/local-kafka'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { brokerBehindProxy, type ProxiedBroker } from '../testing/broker-behind-proxy.ts'
import { testTopic, unique, until, valuesOf } from '../testing/index.ts'
import type { KafkaConnection } from './connect.ts'
import { openTransactionalPublisher } from './transactional-publisher.ts'

let broker: ProxiedBroker<KafkaNode>
let kafka: KafkaConnection

beforeAll(async () => {
  broker = await brokerBehindProxy(startKafka)
  kafka = broker.connect()
})
afterAll(() => broker.stop())

const logs = (named: (folder: string) => boolean): string[] => {
  const data = join(dirname(broker.node.logFile), 'data')
  return readdirSync(data)
    .filter(named)
    .map((folder) => join(data, folder, '00000000000000000000.log'))
}

/** What the coordinator has noted of an id: claimed, ongoing, to be committed, committed. */
const notesOf = (id: string): number => {
  const notes = logs((folder) => folder.startsWith('__transaction_state-')).map((log) => readFileSync(log))
  return Buffer.concat(notes).toString('latin1').split(id).length - 1
}

/** Where the batches of a log begin (KIP-98, "RecordBatch": offset, length, and what the length counts). */
function beginnings(log: Buffer): number[] {
  const found: number[] = []
  for (let at = 0; at < log.length; at += 12 + log.readInt32BE(at + 8)) found.push(at)
  return found
}

test('what was published is seen, and in order, though the broker has forgotten its marker', async () => {
  const topic = await testTopic(kafka, { partitions: 1 })
  const message = (value: string) => ({ topic, key: 'k', value: Buffer.from(value), headers: {} })
  const id = unique('tx')
  const publisher = await openTransactionalPublisher(kafka, id)
  broker.proxy.cutRequests('listOffsets')
  const published = publisher.publish([message('a'), message('b')])
  await until(() => notesOf(id) === 4)
  await broker.node.kill()
  const [log = ''] = logs((folder) => folder === `${topic}-0`)
  const batches = beginnings(readFileSync(log))
  expect(batches).toHaveLength(2)
  truncateSync(log, batches[1])
  broker.proxy.heal()
  await broker.node.start()

  await published
  expect(await valuesOf(kafka, topic)).toEqual(['a', 'b'])
  await publisher.publish([message('c')])
  expect(await valuesOf(kafka, topic)).toEqual(['a', 'b', 'c'])
  await publisher.close()
})

test('a broker that does not say what can be seen is asked until the signal is aborted', async () => {
  const topic = await testTopic(kafka, { partitions: 1 })
  const controller = new AbortController()
  const publisher = await openTransactionalPublisher(kafka, unique('tx'), { signal: controller.signal })
  broker.proxy.cutRequests('listOffsets')
  const asked = broker.proxy.requests('listOffsets')
  let ended = false
  const published = publisher
    .publish([{ topic, key: 'k', value: Buffer.from('a'), headers: {} }])
    .finally(() => (ended = true))
  await until(() => broker.proxy.requests('listOffsets') >= asked + 3)
  expect(ended).toBe(false)
  controller.abort()
  await published
  broker.proxy.heal()
  expect(await valuesOf(kafka, topic)).toEqual(['a'])
  await publisher.close()
})
