/** An ERP that says back what it was sent, in errors and in orders: its secret gets into no topic, log, metric or page of the console. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import {
  connectRegistry,
  contracts,
  createCodec,
  failureTopics,
  orderKey,
  type OrderUpdate,
} from '@channel-adapter/contracts'
import { supplierResponse } from '@channel-adapter/contracts/testing'
import { deployContracts, startService } from '@channel-adapter/local-deployment'
import { freePorts } from '@channel-adapter/local-kafka'
import { createPublisher, type IncomingMessage as Message, readToEnd } from '@channel-adapter/messaging'
import { silent, testKafka, until } from '@channel-adapter/messaging/testing'
import { expect, inject, onTestFinished, test } from 'vitest'

const CANARY = 'canary-9f2b.of-forty-characters-or-so-more'
const ERP = 'acme'
const prefix = `${randomUUID().slice(0, 8)}.`
const brokers = inject('kafkaBrokers')
const registryUrl = inject('schemaRegistryUrl')
const kafka = testKafka(brokers)

const order = (number: string, more: Readonly<Record<string, unknown>> = {}) => ({
  number,
  version: 1,
  revision: 1,
  status: 'issued',
  updated_at: '2026-11-24T20:00:00.123456Z',
  order_date: '2026-11-20',
  supplier: { code: 'S', name: 'S' },
  currency: 'USD',
  subtotal: '1',
  tax: '0',
  freight: '0',
  lines: [
    {
      line_no: 1,
      product: { number: 'P', name: 'P' },
      unit: 'EA',
      quantity: '4',
      unit_price: '45.12',
      due_date: '2026-12-01',
      reserved_quantity: '0',
      backordered_quantity: '0',
      shipped_quantity: '0',
      received_quantity: '0',
      rejected_quantity: '0',
    },
  ],
  applied_updates: [],
  ...more,
})

/** Orders are 1, which cannot be read, and 2, which cannot be written. */
function answerTo({ method, url = '', headers }: IncomingMessage): [status: number, body: unknown] {
  const said = `you sent ${headers.authorization} to ${url}`
  if (method === 'PATCH') return [422, { detail: said }]
  const unreadable = order('1', { status: said, note: said })
  if (url.includes('?')) return [200, { items: [unreadable], next: null }]
  return [200, url.endsWith('/1') ? unreadable : order('2')]
}

async function startMirror(): Promise<string> {
  const mirror = createServer((request, response) => {
    const [status, body] = answerTo(request)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  onTestFinished(() => {
    mirror.closeAllConnections()
    mirror.close()
  })
  await new Promise((resolve) => mirror.once('listening', resolve))
  return `http://127.0.0.1:${(mirror.address() as AddressInfo).port}`
}

async function publish(updates: readonly OrderUpdate[]): Promise<void> {
  const topic = prefix + contracts.orderUpdate.name
  const codec = await createCodec(contracts.orderUpdate, topic, connectRegistry(registryUrl))
  const publisher = createPublisher(kafka)
  await publisher.publish(
    updates.map((one) => ({ topic, key: orderKey(one), value: codec.encode(one), headers: {} })),
  )
  await publisher.stop()
}

async function messagesOf(topic: string): Promise<Message[]> {
  const messages: Message[] = []
  await readToEnd(kafka, topic, (message) => messages.push(message))
  return messages
}

test('the secret is in no failure topic, outcome, audit record, log, metric or page of the console', async () => {
  const files = mkdtempSync(`${tmpdir()}/said-back-`)
  onTestFinished(() => rmSync(files, { recursive: true }))
  const url = await startMirror()
  const connections = [{ id: ERP, kind: 'mock-erp', url, token: '${ERP_TOKEN}' }]
  // JSON is YAML.
  writeFileSync(`${files}/connections.yaml`, JSON.stringify({ connections }))
  await deployContracts({
    brokers,
    registryUrl,
    topicPrefix: prefix,
    supplierGroups: 0,
    connections: [ERP],
    log: silent,
  })
  const ports = await freePorts(3)
  const services = await Promise.all(
    ['erp-extractor', 'update-applier', 'console'].map((service, at) =>
      startService({
        name: service,
        service,
        port: ports[at] ?? 0,
        env: {
          KAFKA_BROKERS: brokers.join(','),
          SCHEMA_REGISTRY_URL: registryUrl,
          TOPIC_PREFIX: prefix,
          ...(service !== 'console' && {
            CONNECTIONS_FILE: `${files}/connections.yaml`,
            ERP_TOKEN: CANARY,
          }),
          LOG_LEVEL: 'debug',
        },
        logFolder: files,
      }),
    ),
  )
  onTestFinished(async () => void (await Promise.all(services.map((service) => service.stop()))))
  await publish(['1', '2'].map((number) => supplierResponse(ERP, number)))

  const { order: orders, orderUpdate, orderUpdateOutcome, audit } = contracts
  const applier = failureTopics(prefix + orderUpdate.name, `${prefix}update-applier.${ERP}`)
  const topics = [
    failureTopics(prefix + orders.name, `${prefix}erp-extractor`).invalid,
    applier.deadLetter,
    prefix + orderUpdateOutcome.name,
    prefix + audit.name,
    applier.replay,
  ]
  await until(async () => (await messagesOf(prefix + orderUpdateOutcome.name)).length === 2)
  const consoleUrl = services[2]?.url ?? ''
  await until(async () => (await parkedAt(consoleUrl)).letters.length === 2)
  await handledOnceMore(consoleUrl)
  const told = (await Promise.all(topics.map(messagesOf))).map((messages) =>
    messages.map(({ headers, value, key }) => JSON.stringify([key, headers, value.toString('latin1')])),
  )
  const pages = services.flatMap(({ url: of }) => ['/metrics', '/readyz'].map((path) => textAt(of + path)))
  const bodies = await Promise.all(pages)
  const shown = await consolePages(consoleUrl)
  const logs = services.map(({ logFile }) => readFileSync(logFile, 'utf8'))
  const [invalid = 0, ...others] = told.map(({ length }) => length)
  // What the ERP says holds the URL: read once more from elsewhere, the order is another.
  expect(invalid).toBeGreaterThan(0)
  expect(others).toEqual([2, 2, 1, 4])
  // It was said, and masked.
  expect(told.flat().join('\n')).toContain('you sent [redacted] to')
  expect(shown.join('\n')).toContain('you sent [redacted] to')
  expect([...told.flat(), ...bodies, ...shown, ...logs].filter((text) => text.includes('canary'))).toEqual([])
})

interface Parked {
  readonly letters: readonly { readonly partition: number; readonly offset: string }[]
  readonly plans: readonly { readonly left: number }[]
}

async function parkedAt(url: string): Promise<Parked> {
  const response = await fetch(`${url}/api/parked`)
  if (!response.ok) return { letters: [], plans: [] }
  const { groups, plans } = (await response.json()) as { groups: Pick<Parked, 'letters'>[] } & Parked
  return { letters: groups.flatMap(({ letters }) => letters), plans }
}

/** Somebody has what is parked handled again, which is put on record, and fails again. */
async function handledOnceMore(url: string): Promise<void> {
  const response = await fetch(`${url}/api/replays`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ connection: ERP, by: 'somebody', reason: 'the ERP was put right' }),
  })
  expect([response.status, await response.json()]).toMatchObject([200, { orders: 2 }])
  await until(async () => {
    const { letters, plans } = await parkedAt(url)
    return letters.length === 2 && plans.length === 1 && plans[0]?.left === 0
  })
}

/** Whatever the console shows of what happened. */
async function consolePages(url: string): Promise<string[]> {
  const { letters } = await parkedAt(url)
  const paths = [
    'overview',
    'missing',
    'audit',
    'orders',
    'parked',
    `orders/${ERP}:1`,
    `orders/${ERP}:2`,
  ].concat(letters.map(({ partition, offset }) => `parked/${ERP}/${partition}/${offset}`))
  const shown = await Promise.all(paths.map((path) => textAt(`${url}/api/${path}`)))
  // Its messages are numbered from 1.
  for (let id = 1; ; id++) {
    const response = await fetch(`${url}/api/messages/${id}`)
    if (response.status === 404) break
    const { base64, ...page } = (await response.json()) as { base64: string }
    shown.push(JSON.stringify(page), Buffer.from(base64, 'base64').toString('latin1'))
  }
  return shown
}

async function textAt(url: string): Promise<string> {
  const response = await fetch(url)
  expect([url, response.ok]).toEqual([url, true])
  return response.text()
}
