// Guarantee: what POST /send has answered 200 for is in the topic exactly once, on a real broker.
import {
  connectRegistry,
  contracts,
  createCodec,
  prefixed,
  registerContracts,
  topicDeclarations,
} from '@channel-adapter/contracts'
import { createTopics, type IncomingMessage, readToEnd } from '@channel-adapter/messaging'
import { testKafka, unique, until } from '@channel-adapter/messaging/testing'
import { beforeAll, expect, inject, test } from 'vitest'
import { expectDocumented } from '../test/documented.ts'
import { event, update } from '../test/gateway.ts'
import { rawPost } from '../test/raw-http.ts'
import { startMain } from '../test/start-main.ts'

const brokers = inject('kafkaBrokers')
const registryUrl = inject('schemaRegistryUrl')
const kafka = testKafka(brokers)
const registry = connectRegistry(registryUrl)
const prefix = `${unique('gateway')}.`
const env = {
  KAFKA_BROKERS: brokers.join(','),
  SCHEMA_REGISTRY_URL: registryUrl,
  TOPIC_PREFIX: prefix,
  LOG_LEVEL: 'info',
}

beforeAll(async () => {
  await registerContracts(registry, prefix)
  await createTopics(kafka, prefixed(topicDeclarations, prefix))
})

async function ready(url: string): Promise<void> {
  await until(async () => (await fetch(`${url}/readyz`)).ok)
}

async function contentOf(topic: string): Promise<IncomingMessage[]> {
  const messages: IncomingMessage[] = []
  await readToEnd(kafka, prefix + topic, (message) => messages.push(message))
  return messages
}

test('the whole way: the bytes of the answer, the message in the topic, an orderly end', async () => {
  const { url, child, exitCode } = await startMain(env)
  await ready(url)
  const answer = await rawPost(`${url}/send`, '{"id": 1, "mensaje": "Hola desde Postman"}')
  expect(answer.status).toBe('HTTP/1.1 200 OK')
  expect(answer.head.toLowerCase()).toContain('\r\ncontent-type: application/json; charset=utf-8\r\n')
  expect(answer.body).toBe(
    '{"data":{"id":1,"mensaje":"Hola desde Postman"},"message":"Mensaje enviado a Kafka"}',
  )

  for (const path of ['/livez', '/readyz', '/metrics', '/openapi.json']) {
    const response = await fetch(url + path)
    const contentType = response.headers.get('content-type') ?? ''
    expectDocumented('GET', path, { status: response.status, contentType, body: await response.text() })
  }

  const codec = await createCodec(contracts.channelMessage, prefix + contracts.channelMessage.name, registry)
  const [message] = await contentOf(contracts.channelMessage.name)
  expect(await codec.decode(message?.value ?? Buffer.alloc(0))).toMatchObject({
    id: message?.key,
    body: '{"id":1,"mensaje":"Hola desde Postman"}',
  })
  child.kill('SIGTERM')
  expect(await exitCode).toBe(0)
})

test('two hundred concurrent updates are each in the topic exactly once, under their order', async () => {
  const { url } = await startMain(env)
  await ready(url)
  const numbers = Array.from({ length: 200 }, (_, index) => String(index))
  const statuses = await Promise.all(
    numbers.map(async (number) => {
      const response = await fetch(`${url}/send`, {
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents+json', 'idempotency-key': `update ${number}` },
        body: JSON.stringify(event({ id: `e${number}`, data: update({ id: `u${number}`, number }) })),
      })
      await response.arrayBuffer()
      return response.status
    }),
  )
  expect(new Set(statuses)).toEqual(new Set([200]))
  const messages = await contentOf(contracts.orderUpdate.name)
  const keys = messages.map(({ key }) => key)
  expect(keys.toSorted()).toEqual(numbers.map((number) => `adventureworks:${number}`).toSorted())
})

test('without a broker it lives, is not ready, answers 503, and still ends in order', async () => {
  const { url, child, exitCode } = await startMain({ ...env, KAFKA_BROKERS: '127.0.0.1:1' })
  await until(async () => (await (await fetch(`${url}/readyz`)).text()).includes('"the broker":'))
  expect((await fetch(`${url}/livez`)).status).toBe(200)
  expect((await fetch(`${url}/readyz`)).status).toBe(503)
  const answer = await fetch(`${url}/send`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  expect(answer.status).toBe(503)
  expect(answer.headers.get('retry-after')).toBe('2')
  expect(await answer.json()).toMatchObject({ type: 'urn:channel-adapter:problem:not-ready' })
  child.kill('SIGTERM')
  expect(await exitCode).toBe(0)
})
