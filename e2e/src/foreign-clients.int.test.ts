/** Partners in other languages: the programs in examples/ read orders and answer them, and the answers are in the ERP. */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contracts, decimal } from '@channel-adapter/contracts'
import { CONNECTION, deployContracts, type Service, startService } from '@channel-adapter/local-deployment'
import { freePorts, spawnSupervised } from '@channel-adapter/local-kafka'
import { type IncomingMessage, partitionOf, readToEnd } from '@channel-adapter/messaging'
import { silent, testKafka, unique, until } from '@channel-adapter/messaging/testing'
import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type ExampleProgram, javaExample, pythonExample } from './example-programs.ts'

const ORDERS_EACH = 5
/** More digits than a float holds. */
const PRICE = '12345678901234567.12345678'
const QUANTITY = '12.5'
const DUE = '2026-12-08'
const SLOW = 60_000

const brokers = inject('kafkaBrokers')
const registryUrl = inject('schemaRegistryUrl')
const kafka = testKafka(brokers)
const prefix = `${unique('foreign')}.`
const running = new AsyncDisposableStack()
const folder = mkdtempSync(join(tmpdir(), 'foreign-clients-'))
let erp: Service

async function call<T>(path: string, body?: object): Promise<T> {
  const answer = await request(erp.url + path, {
    ...(body && {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  })
  const text = await answer.body.text()
  if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${text}`)
  return JSON.parse(text) as T
}

interface ErpOrder {
  readonly number: string
  readonly updated_at: string
  readonly supplier_response: { readonly code: string; readonly revision: number } | null
  readonly applied_updates: readonly { readonly id: string; readonly partner: string | null }[]
  readonly lines: readonly { readonly confirmed_quantity: string | null }[]
}
const orderIn = (number: string) => call<ErpOrder>(`/api/purchase-orders/${number}`)

beforeAll(async () => {
  running.defer(() => rmSync(folder, { recursive: true, force: true }))
  await deployContracts({ brokers, registryUrl, topicPrefix: prefix, supplierGroups: 0, log: silent })
  const ports = await freePorts(3)
  const start = async (service: string, env: Readonly<Record<string, string>>) => {
    const port = ports.pop() ?? 0
    const started = await startService({
      name: service,
      service,
      port,
      env,
      logFolder: folder,
      readyWithinMs: 120_000,
    })
    running.defer(() => started.stop())
    return started
  }
  erp = await start('mock-erp', { ORDERS_LIMIT: '20', LOG_LEVEL: 'warn' })
  const connectionsFile = join(folder, 'connections.yaml')
  const connection = { id: CONNECTION, kind: 'mock-erp', url: erp.url }
  writeFileSync(connectionsFile, JSON.stringify({ connections: [connection] }))
  const env = {
    KAFKA_BROKERS: brokers.join(','),
    SCHEMA_REGISTRY_URL: registryUrl,
    TOPIC_PREFIX: prefix,
    CONNECTIONS_FILE: connectionsFile,
  }
  await Promise.all([start('erp-extractor', env), start('update-applier', env)])
}, 300_000)
afterAll(() => running.disposeAsync())

/** Starts the program as this supplier; what it has printed so far is read from its file. */
function startPartner({ command, args, env }: ExampleProgram, supplier: string) {
  const file = join(folder, `${supplier}.log`)
  const output = openSync(file, 'w')
  const partner = spawnSupervised(command, args, {
    name: supplier,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      ...env,
      KAFKA_BROKERS: brokers.join(','),
      SCHEMA_REGISTRY_URL: registryUrl,
      TOPIC_PREFIX: prefix,
      PARTNER: `partner-${supplier}`,
      SUPPLIER: supplier,
    },
    stdout: output,
    stderr: output,
  })
  closeSync(output)
  running.defer(async () => void (await partner.kill()))
  return { partner, printed: () => readFileSync(file, 'utf8') }
}

async function updatesOf(partner: string): Promise<IncomingMessage[]> {
  const messages: IncomingMessage[] = []
  await readToEnd(kafka, prefix + contracts.orderUpdate.name, (message) => messages.push(message))
  return messages.filter(({ headers }) => headers['ce_source'] === `/partners/${partner}`)
}

describe.each([
  ['Python', pythonExample],
  ['Java', javaExample],
])('a supplier in %s', (language, prepare) => {
  const supplier = language.toUpperCase()
  let program: ExampleProgram | undefined
  let missing = ''
  beforeAll(async () => {
    try {
      program = await prepare()
    } catch (error) {
      missing = `${language} or its packages cannot be had here: ${(error as Error).message.trim().split('\n').at(-1)}`
    }
  }, 300_000)

  test('reads money, days and moments as such, and its answers are in the ERP, each order in its partition', async (context) => {
    if (!program) {
      context.skip(missing)
      return
    }
    const { partner, printed } = startPartner(program, supplier)
    const lines = [
      {
        product: { number: 'TP-1', name: 'Test product' },
        unit: 'EA',
        quantity: QUANTITY,
        unit_price: PRICE,
        due_date: DUE,
      },
    ]
    const orders = await Promise.all(
      Array.from({ length: ORDERS_EACH }, () =>
        call<ErpOrder>('/api/purchase-orders', { supplier: { code: supplier, name: language }, lines }),
      ),
    )

    const answered = async () => {
      if (!partner.running) throw new Error(`the ${language} example has ended:\n${printed()}`)
      const now = await Promise.all(orders.map(({ number }) => orderIn(number)))
      return now.every((order) => order.supplier_response !== null)
    }
    await until(answered, SLOW)
    for (const { number } of orders) {
      const {
        supplier_response: response,
        applied_updates: updates,
        lines: confirmed,
      } = await orderIn(number)
      expect(response).toMatchObject({ code: 'AP', revision: 1 })
      expect(updates.map((update) => update.partner)).toEqual([`partner-${supplier}`])
      expect(confirmed.map((line) => line.confirmed_quantity)).toEqual([QUANTITY])
    }

    const first =
      printed()
        .split('\n')
        .find((line) => line.includes(`"number": "${orders[0]?.number}"`)) ?? ''
    expect(decimal(shown(first, 'unitPrice'))).toBe(PRICE)
    expect(decimal(shown(first, 'quantity'))).toBe(QUANTITY)
    expect(shown(first, 'dueDate')).toBe(DUE)
    const changedAt = shown(first, 'changedAt').replace(' ', 'T')
    expect(Date.parse(changedAt)).toBe(Date.parse(orders[0]?.updated_at ?? ''))

    const updates = await updatesOf(`partner-${supplier}`)
    const numbers = orders.map(({ number }) => `${CONNECTION}:${number}`)
    expect(new Set(updates.map(({ key }) => key))).toEqual(new Set(numbers))
    for (const { key, partition } of updates) expect(partition).toBe(partitionOf(key, 6))
    await partner.stop()
  }, 120_000)
})

/** A member as the program printed it, quotes or none: as a number of JavaScript it would have lost digits. */
function shown(line: string, member: string): string {
  return new RegExp(`"${member}": "?([^",}]+)`).exec(line)?.[1] ?? ''
}
