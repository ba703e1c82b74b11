// Over HTTP through the real gateway, a process of its own: the answers are those that Kafka would have had.
import { line, order } from '@channel-adapter/contracts/testing'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { until } from '@channel-adapter/messaging/testing'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openChannel } from '../test/channel.ts'
import { consumerGroup, createApp, type Supplier } from './app.ts'

const served = { suppliers: ['1580'], group: 'http', groups: 1 }
const gatewayMain = fileURLToPath(new URL('../../publisher-gateway/src/main.ts', import.meta.url))

let channel: Awaited<ReturnType<typeof openChannel>>
let gatewayUrl: string
let gateway: ChildProcess | undefined
let app: Supplier | undefined

beforeAll(async () => {
  channel = await openChannel(
    inject('kafkaBrokers'),
    inject('schemaRegistryUrl'),
    consumerGroup(served.group),
  )
  gatewayUrl = `http://127.0.0.1:${await freePort()}`
})
afterAll(async () => {
  await app?.stop(1000)
  await endGateway()
  await channel.close()
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function startGateway() {
  gateway = spawn(process.execPath, [gatewayMain], {
    env: {
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      KAFKA_BROKERS: inject('kafkaBrokers').join(','),
      SCHEMA_REGISTRY_URL: inject('schemaRegistryUrl'),
      TOPIC_PREFIX: channel.topicPrefix,
      PORT: new URL(gatewayUrl).port,
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  await until(() =>
    fetch(`${gatewayUrl}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    ),
  )
}

async function endGateway() {
  if (!gateway || gateway.exitCode !== null) return
  const ended = once(gateway, 'exit')
  gateway.kill()
  await ended
}

async function start() {
  const { kafka, registry, topicPrefix } = channel
  const onFatal = (error: Error) => expect.fail(error.message)
  app = await createApp({ kafka, registry, topicPrefix, served, gatewayUrl, answerDelayMs: 0, onFatal })
}

async function answersTo(number: string, count: number) {
  let found: Awaited<ReturnType<typeof channel.answers>> = []
  await until(async () => {
    found = (await channel.answers()).filter(({ update }) => update.number === number)
    return found.length >= count
  }, 40_000)
  return found
}

const issued = (number: string) => order({ number, lines: [line({ quantity: '4' })] })

test('an answer waits for a gateway that is away, and goes under its order’s key with its own id', async () => {
  await start()
  await channel.publish(issued('waits'))
  await until(() => app?.state().pending === 1)
  await startGateway()
  const [answer] = await answersTo('waits', 1)
  expect(answer?.update).toMatchObject({
    partner: 'supplier-1580',
    orderVersion: '1',
    response: { code: 'AP' },
  })
  expect(answer?.message.key).toBe('adventureworks:waits')
  expect(answer?.message.headers).toMatchObject({
    ce_id: answer?.update.id,
    ce_source: '/partners/supplier-1580',
    traceparent: expect.stringContaining('1'.repeat(32)) as string,
  })
})

test('after a restart an answer that the gateway has is not sent again, and nothing is put aside', async () => {
  await channel.publish(issued('again'))
  await answersTo('again', 1)
  await app?.stop()
  await start()
  // The ERP does not show the answer yet: another snapshot of the same revision.
  await channel.publish({ ...issued('again'), version: '2' })
  // Of the same key: once it is answered, all before it have been handled.
  await channel.publish({ ...issued('again'), version: '3', revision: 2 })
  const found = await answersTo('again', 2)
  expect(found.map(({ update }) => update.orderVersion)).toEqual(['1', '3'])
})
