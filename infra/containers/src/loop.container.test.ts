/** `docker compose up` as a person runs it: the whole loop in containers, seen from this machine. */
import { readFileSync } from 'node:fs'
import { contracts, partnerTopics } from '@channel-adapter/contracts'
import { expectedTotals, observe, runLoop } from '@channel-adapter/ledger'
import { freePorts } from '@channel-adapter/local-kafka'
import { connectKafka, type IncomingMessage, readToEnd } from '@channel-adapter/messaging'
import { silent as log } from '@channel-adapter/messaging/testing'
import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { compose, docker, PROFILES } from './docker.ts'

const ORDERS = 60
// A dozen processes start beside each other, perhaps on two cores that others use too.
const START_MS = 600_000
const reason = inject('noContainers')
const erpToken = readFileSync(new URL('../erp-token.example', import.meta.url), 'utf8').trim()
const project = `containers-test-${process.pid}`
const ours = [
  'publisher-gateway',
  'erp-extractor',
  'update-applier',
  'mock-erp',
  'mock-inventory',
  'mock-supplier-1',
  'mock-supplier-2',
  'console',
  'partner-router',
]

describe.skipIf(reason)(`docker compose up${reason && ` (skipped: ${reason})`}`, () => {
  let settings: Record<string, string>
  const inProject = (...args: readonly string[]) => compose(['--project-name', project, ...args], settings)
  const at = (port: string) => `127.0.0.1:${settings[port]}`
  const container = (service: string) =>
    docker(
      'ps',
      '--all',
      '--quiet',
      '--filter',
      `label=com.docker.compose.project=${project}`,
      '--filter',
      `label=com.docker.compose.service=${service}`,
    )

  beforeAll(async () => {
    const names = ['GATEWAY_PORT', 'CONSOLE_PORT', 'KAFKA_PORT', 'SCHEMA_REGISTRY_PORT', 'MOCK_ERP_PORT']
    const ports = await freePorts(names.length)
    settings = Object.fromEntries(names.map((name, index) => [name, String(ports[index])]))
    settings['ORDERS_LIMIT'] = String(ORDERS)
    settings['COMPOSE_PROFILES'] = PROFILES
    await inProject('up', '--detach')
  }, START_MS)
  afterAll(async () => {
    await inProject('down', '--volumes', '--timeout', '5')
  })

  async function seen() {
    const brokers = [at('KAFKA_PORT')]
    const registryUrl = `http://${at('SCHEMA_REGISTRY_PORT')}/apis/ccompat/v7`
    const { ledger, stop } = await observe({ brokers, registryUrl, log })
    return { ledger, [Symbol.asyncDispose]: stop }
  }

  function loop(ledger: Awaited<ReturnType<typeof seen>>['ledger'], edits: number) {
    return runLoop({
      erpUrl: `http://${at('MOCK_ERP_PORT')}`,
      erpToken,
      connection: 'adventureworks',
      ledger,
      expected: expectedTotals(ORDERS),
      stalledAfterMs: 120_000,
      ...(edits > 0 && { clerk: { kinds: ['edit', 'note'], editsPerSecond: 5, limit: edits, seed: 7 } }),
    })
  }

  async function send() {
    return until(async () => {
      const { statusCode, body } = await request(`http://${at('GATEWAY_PORT')}/send`, {
        method: 'POST',
        body: '{"id":1,"mensaje":"Hola desde Postman"}',
        headers: { 'content-type': 'application/json' },
      })
      const answer = await body.text()
      return statusCode === 200 ? answer : undefined
    })
  }

  test('brings every order to its partners and their answers back, though containers are killed', async () => {
    await using observer = await seen()
    async function killInTurn() {
      for (const service of ['update-applier', 'erp-extractor', 'mock-inventory']) {
        const id = await container(service)
        await docker('kill', id)
        await docker('start', id)
      }
    }
    const [report] = await Promise.all([loop(observer.ledger, 30), killInTurn()])
    expect(report.faults).toEqual([])
    expect(report).toMatchObject({ ordersPublished: ORDERS, lost: 0, twice: 0, outOfOrder: 0 })
  })

  test('brings a partner on topics of its own its orders, whole, and no others', async () => {
    const kafka = connectKafka({ brokers: [at('KAFKA_PORT')], clientId: 'containers-test', log })
    async function contents(topic: string, counts: (message: IncomingMessage) => boolean) {
      const found: string[] = []
      await readToEnd(kafka, topic, (message) => {
        if (counts(message)) found.push(`${message.key} ${message.headers['ce_id']}`)
      })
      return found.toSorted()
    }
    await until(async () => {
      const [own, shared] = await Promise.all([
        contents(partnerTopics('litware').orders, () => true),
        contents(contracts.order.name, ({ headers }) => headers['supplier'] === '1580'),
      ])
      expect(own.length).toBeGreaterThan(0)
      expect(own).toEqual(shared)
      return own
    })
  })

  test('answers the example of the user byte for byte, at the port of this machine', async () => {
    expect(await send()).toBe(
      '{"data":{"id":1,"mensaje":"Hola desde Postman"},"message":"Mensaje enviado a Kafka"}',
    )
  })

  test.each(ours)('%s becomes healthy, is no root and can write nothing', async (service) => {
    const id = await container(service)
    await until(async () => {
      const health = await docker('inspect', '--format', '{{.State.Health.Status}}', id)
      return health === 'healthy' ? health : undefined
    })
    expect(await docker('exec', id, 'id', '-u')).toBe('1000')
    await expect(docker('exec', id, 'touch', '/app/file')).rejects.toThrow('Read-only file system')
  })

  test(
    'goes on after down and up where it ended',
    async () => {
      await inProject('down', '--timeout', '30')
      await inProject('up', '--detach')
      const tail = ['run', '--rm', 'adapter', 'tail', '--topic', 'channel.message.v1', '--count', '1']
      expect(await inProject(...tail)).toContain('Hola desde Postman')
      await using observer = await seen()
      const report = await loop(observer.ledger, 0)
      expect(report.faults).toEqual([])
      expect(report).toMatchObject({ ordersPublished: ORDERS, lost: 0, twice: 0 })
    },
    START_MS,
  )
})

async function until<T>(attempt: () => Promise<T | undefined>, withinMs = 60_000): Promise<T> {
  const deadline = Date.now() + withinMs
  for (;;) {
    const result = await attempt().catch((error: unknown) => {
      if (Date.now() > deadline) throw error
    })
    if (result !== undefined) return result
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${attempt.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}
