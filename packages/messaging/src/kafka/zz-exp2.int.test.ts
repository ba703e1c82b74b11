import { startKafka } from '@channel-adapter/local-kafka'
import { afterAll, beforeAll, test } from 'vitest'
import type { KafkaCluster } from '@channel-adapter/local-kafka'
import { testKafka, unique, until } from '../testing/index.ts'
import { subscribe } from './subscribe.ts'
import { createPublisher } from './publisher.ts'
import { withAdmin } from './connect.ts'

let cluster: KafkaCluster
const t0 = Date.now()
const say = (...a: unknown[]) => console.log(((Date.now() - t0) / 1000).toFixed(2), ...a)
const log = {
  debug: (f: object, m: string) => {},
  info: (f: object, m: string) => say('info', m, JSON.stringify(f).slice(0, 200)),
  warn: (f: object, m: string) => say('warn', m, JSON.stringify(f).slice(0, 200)),
  error: (f: object, m: string) => say('ERROR', m, JSON.stringify(f).slice(0, 200)),
}
beforeAll(async () => { cluster = await startKafka({ nodes: 2, heapMb: 256, properties: { 'default.replication.factor': '1' } }); say('up') })
afterAll(() => cluster.stop())

test('stale', async () => {
  const kafka = testKafka(cluster.brokers)
  for (let round = 0; round < 5; round++) {
  const topic = unique('t')
  await withAdmin(kafka, (admin) => admin.createTopics({ waitForLeaders: true, topics: [{ topic, replicaAssignment: [{ partition: 0, replicas: [1] }, { partition: 1, replicas: [2] }] }] }))
  const group = unique('g')
  const delivered: string[] = []
  const sub = await subscribe(testKafka(cluster.brokers, log), { group, topic, failureChannels: false,
    handle: async (m, { signal }) => {
      if (delivered.length < 4 || m.key !== 'first') delivered.push(m.offset + (m.key === 'first' ? 'first' : ''))
      if (m.key === 'first') await new Promise<void>((r) => { if (signal.aborted) r(); else signal.addEventListener('abort', () => r()) })
    }, onFatal: (e) => say('FATAL', e.message) })
  const publisher = createPublisher(kafka)
  const p0 = (key: string) => publisher.publish([{ topic, partition: 0, key, value: Buffer.from('x'), headers: {} }])
  await p0('first')
  await until(() => delivered.length === 1)
  for (let i = 0; i < 5; i++) await p0('other' + i)
  await until(() => delivered.length === 6)
  let stop = false
  const stream = (async () => { for (let i = 0; !stop; i++) { await p0('s' + i); await new Promise((r) => setTimeout(r, 15)) } })()
  const joined = sub.state()
  say('moving', joined.partitions)
  await withAdmin(kafka, (admin) => admin.alterPartitionReassignments({ topics: [{ topic, partitionAssignment: [{ partition: 1, replicas: [1] }] }] }))
  await new Promise((r) => setTimeout(r, 4000))
  stop = true
  await stream
  say(delivered.filter((d) => d.includes('first')), delivered.length)
  const offs = await withAdmin(kafka, (admin) => admin.fetchOffsets({ groupId: group, topics: [topic] }))
  say(JSON.stringify(offs))
  await sub.stop(100)
  await publisher.stop()
  }
}, 120_000)
