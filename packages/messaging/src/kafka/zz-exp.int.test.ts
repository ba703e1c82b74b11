import { startKafka } from '@channel-adapter/local-kafka'
import { afterAll, beforeAll, test } from 'vitest'
import { brokerBehindProxy, type ProxiedBroker } from '../testing/broker-behind-proxy.ts'
import type { KafkaNode } from '@channel-adapter/local-kafka'
import { testTopic, unique, until } from '../testing/index.ts'
import { subscribe } from './subscribe.ts'
import { createPublisher } from './publisher.ts'

let broker: ProxiedBroker<KafkaNode>
const t0 = Date.now()
const say = (...a: unknown[]) => console.log(((Date.now() - t0) / 1000).toFixed(2), ...a)
const log = {
  debug: (f: object, m: string) => {},
  info: (f: object, m: string) => say('info', m, JSON.stringify(f).slice(0, 200)),
  warn: (f: object, m: string) => say('warn', m, JSON.stringify(f).slice(0, 200)),
  error: (f: object, m: string) => say('ERROR', m, JSON.stringify(f).slice(0, 200)),
}
beforeAll(async () => {
  broker = await brokerBehindProxy(startKafka)
  say('up')
})
afterAll(() => broker.stop())

test('restart', async () => {
  const kafka = broker.connect()
  const topic = await testTopic(kafka)
  const seen: string[] = []
  const sub = await subscribe(broker.connect(log), {
    group: unique('g'),
    topic,
    failureChannels: false,
    handle: async (m) => void seen.push(m.value.toString()),
    onFatal: (e) => say('FATAL', e.message),
  })
  const publisher = createPublisher(broker.connect(log))
  let n = 0
  const pub = () =>
    publisher.publish([{ topic, key: String(n), value: Buffer.from(String(n++)), headers: {} }])
  for (let i = 0; i < 10; i++) await pub()
  await until(() => seen.length >= 10)
  say('killing')
  await broker.node.kill()
  say('killed')
  const outage = pub().then(
    () => say('published'),
    (e) => say('failed', e.message),
  )
  await new Promise((r) => setTimeout(r, Number(process.env.DOWN ?? 0)))
  await broker.node.start()
  say('started')
  await outage
  await pub()
  say('pub', sub.state())
  await until(() => new Set(seen).size >= 11, 60000)
  say('seen', seen.length)
  await publisher.stop()
  await sub.stop()
  say('stopped')
}, 120_000)
