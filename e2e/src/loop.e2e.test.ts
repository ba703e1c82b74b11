/**
 * The whole system, each service a process, on a real broker and registry: every order comes through every step and
 * its answers are in the ERP once, in order, also when services are killed meanwhile.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RegistryProxy, startRegistryProxy } from '@channel-adapter/contracts/testing'
import { expectedTotals, type Ledger, observe, runLoop } from '@channel-adapter/ledger'
import { type Deployment, logTail, startDeployment } from '@channel-adapter/local-deployment'
import { startLocalKafka } from '@channel-adapter/local-kafka'
import {
  dashboardQueries,
  installed,
  MISSING,
  type Prometheus,
  startPrometheus,
} from '@channel-adapter/local-prometheus'
import { connectKafka, createPublisher } from '@channel-adapter/messaging'
import { silent as log } from '@channel-adapter/messaging/testing'
import { type OtlpReceiver, startOtlpReceiver } from '@channel-adapter/telemetry/testing'
import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adapter } from './adapter-command.ts'
import { testFaultsInConsole } from './faults-in-console.ts'
import { traceOf } from './trace-of.ts'
import { documentedMetrics, servedMetrics } from './served-metrics.ts'

const ORDERS = 150
const SERVICES = ['erp-extractor', 'publisher-gateway', 'update-applier', 'mock-inventory', 'mock-supplier']
const running = new AsyncDisposableStack()
let deployment: Deployment
let ledger: Ledger
let registry: RegistryProxy
let env: Record<string, string>
let prometheus: Prometheus | undefined
let receiver: OtlpReceiver

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loop-e2e-'))
  running.defer(() => rmSync(folder, { recursive: true, force: true }))
  const kafka = await startLocalKafka()
  running.defer(() => kafka.stop())
  const { brokers, registryUrl } = kafka
  env = { KAFKA_BROKERS: brokers.join(','), SCHEMA_REGISTRY_URL: registryUrl }
  registry = await startRegistryProxy(registryUrl)
  running.defer(() => registry.close())
  receiver = await startOtlpReceiver()
  running.defer(() => receiver.close())
  const asService = { SCHEMA_REGISTRY_URL: registry.url, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }
  deployment = await startDeployment({
    brokers,
    registryUrl,
    folder,
    orders: ORDERS,
    env: {
      ...Object.fromEntries(SERVICES.map((name) => [name, asService])),
      console: { ANSWER_WITHIN_MS: '1500' },
    },
    consolePort: 0,
    connection: { pollIntervalMs: { min: 100, max: 500 }, overlapMs: 1000 },
    log,
  })
  running.defer(() => deployment.stop())
  if (installed('prometheus')) {
    const { services, extractor, applier, gateway, console } = deployment
    const own = [extractor, applier, gateway, ...(console ? [console] : [])]
    const addresses = (all: readonly { url: string }[]) => all.map(({ url }) => new URL(url).host)
    prometheus = await startPrometheus({
      folder: join(folder, 'prometheus'),
      targets: {
        adapter: addresses(own),
        mocks: addresses(services.filter((service) => !own.includes(service))),
      },
    })
    running.defer(() => prometheus?.stop())
  }
  const observer = await observe({ brokers, registryUrl, log })
  running.defer(() => observer.stop())
  ledger = observer.ledger
})
afterAll(() => running.disposeAsync())

async function post(url: string, body: object): Promise<{ status: number; text: string }> {
  const { statusCode, body: answer } = await request(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
  return { status: statusCode, text: await answer.text() }
}

async function erpOrder(number: string) {
  const { body } = await request(`${deployment.erp.url}/api/purchase-orders/${number}`)
  return (await body.json()) as {
    status: string
    shipments: unknown[]
    supplier_response: { code: string } | null
    lines: { response_code: string | null }[]
  }
}

async function until<T>(attempt: () => Promise<T | undefined>, withinMs = 30_000): Promise<T> {
  const deadline = Date.now() + withinMs
  for (;;) {
    const result = await attempt()
    if (result !== undefined) return result
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${attempt.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

describe('the loop', () => {
  test('brings every order from the ERP to its partners and their answers back, once and in order, through kill -9 of every service', async () => {
    const { extractor, applier, inventory, suppliers, gateway } = deployment
    const restarts: Promise<void>[] = []
    async function killInTurn() {
      for (const service of [extractor, applier, inventory, ...suppliers, gateway]) {
        await new Promise((resolve) => setTimeout(resolve, 300))
        await service.process.kill()
        restarts.push(service.restart())
      }
      await Promise.all(restarts)
    }
    const [report] = await Promise.all([
      runLoop({
        erpUrl: deployment.erp.url,
        connection: deployment.connection,
        ledger,
        expected: expectedTotals(ORDERS),
        clerk: { kinds: ['edit', 'note'], editsPerSecond: 10, limit: 30, seed: 7 },
      }),
      killInTurn(),
    ])
    expect(report.faults).toEqual([])
    expect(report).toMatchObject({
      ordersInErp: ORDERS,
      ordersPublished: ORDERS,
      lost: 0,
      twice: 0,
      outOfOrder: 0,
    })
    expect(report.updatesApplied).toBe(report.updatesProduced)
    expect(report.updatesProduced).toBeGreaterThanOrEqual(4 * ORDERS)
    expect(restarts).toHaveLength(6)
    expect(registry.requests.length).toBeGreaterThan(2 * restarts.length)
    expect(registry.writes(), 'services only read the registry').toEqual([])
  })

  test("an order that the clerk adds against the supplier's catalogue is refused and never shipped", async () => {
    const before = ledger.snapshots.size
    await post(`${deployment.erp.url}/admin/clerk`, {
      kinds: ['add_against_catalogue'],
      edits_per_second: 20,
      limit: 3,
      seed: 3,
    })
    const numbers = await until(() => {
      const added = [...ledger.snapshots.keys()]
        .slice(before)
        .map((key) => key.slice(deployment.connection.length + 1))
      return Promise.resolve(added.length === 3 ? added : undefined)
    })
    for (const number of numbers) {
      const order = await until(async () => {
        const state = await erpOrder(number)
        return state.supplier_response ? state : undefined
      })
      expect(['RE', 'CA']).toContain(order.supplier_response?.code)
      expect(order.lines.some(({ response_code }) => response_code === '7')).toBe(true)
      if (order.supplier_response?.code === 'RE')
        expect(order).toMatchObject({ status: 'rejected', shipments: [] })
    }
  })

  test('answers the example of the user byte for byte, after the broker has the message', async () => {
    const { body, statusCode } = await request(`${deployment.gateway.url}/send`, {
      method: 'POST',
      body: '{"id": 1, "mensaje": "Hola desde Postman"}',
      headers: { 'content-type': 'application/json' },
    })
    expect(statusCode).toBe(200)
    expect(await body.text()).toBe(
      '{"data":{"id":1,"mensaje":"Hola desde Postman"},"message":"Mensaje enviado a Kafka"}',
    )
  })

  test('each order change is one trace from the ERP to the outcomes of all its answers, and every parent is there', async () => {
    const { connection } = deployment
    const before = new Set(ledger.snapshots.keys())
    await post(`${deployment.erp.url}/admin/clerk`, {
      kinds: ['add'],
      edits_per_second: 20,
      limit: 1,
      seed: 11,
    })
    const key = await until(() =>
      Promise.resolve([...ledger.snapshots.keys()].find((each) => !before.has(each))),
    )
    const wanted = [
      'erp-extractor: create purchasing.order.v1',
      'mock-inventory: process purchasing.order.v1',
      'mock-inventory: send purchasing.order-update.v1',
      'mock-supplier: process purchasing.order.v1',
      'update-applier: process purchasing.order-update.v1',
      `update-applier: apply-update ${connection}`,
      'update-applier: send purchasing.order-update-outcome.v1',
    ]
    const trace = await until(() => {
      const found = traceOf(receiver.spans, key)
      return Promise.resolve(wanted.every((name) => found.names.has(name)) ? found : undefined)
    })
    expect(
      trace.spans.every(({ schemaUrl }) => schemaUrl === 'https://opentelemetry.io/schemas/1.45.0'),
    ).toBe(true)
    await until(() => Promise.resolve(traceOf(receiver.spans, key).orphans.length === 0 || undefined))
    expect(trace.roots.map(({ service, name }) => `${service}: ${name}`)).toEqual([
      'erp-extractor: create purchasing.order.v1',
    ])
  })

  test('the command shows the same order as a time line, who has answered, and that nothing is wrong', async () => {
    const [key = ''] = ledger.snapshots.keys()
    const [orders, listed, doctor] = await Promise.all([
      adapter(['orders', 'show', key, '--json'], env),
      adapter(['partners', 'list', '--json'], env),
      adapter(['doctor'], { ...env, CONNECTIONS_FILE: deployment.connectionsFile }),
      expect(adapter(['orders', 'show', 'nowhere:1'], env)).rejects.toThrow('know nothing of nowhere:1'),
    ])
    expect(doctor).toMatch(/^fine +group erp-extractor: 1 member$/m)
    expect(doctor).toMatch(/^fine +ERP adventureworks: its first order was read in/m)
    const shown = orders.trim().split('\n')
    const entries = shown.map((line) => JSON.parse(line) as { event: string; traceId?: string })
    expect(entries[0]).toMatchObject({ event: 'published', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) })
    expect(new Set(entries.map(({ event }) => event))).toEqual(new Set(['published', 'answered', 'outcome']))
    const summaries = listed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { partner: string; waiting: number })
    expect(summaries.length).toBeGreaterThan(5)
    expect(summaries.filter(({ waiting }) => waiting > 0)).toEqual([])
  })

  test('an answer over HTTP goes on with the trace of its order', async () => {
    const { spans } = receiver
    const services = ({ traceId }: { traceId: string }) =>
      new Set(spans.filter((span) => span.traceId === traceId).map(({ service }) => service))
    // Of a service that was killed some spans are lost.
    const answered = await until(() =>
      Promise.resolve(
        spans.find(
          (span) =>
            span.name === 'POST /send' &&
            spans.some(
              ({ spanId, service }) => spanId === span.parentSpanId && service === 'mock-supplier',
            ) &&
            ['erp-extractor', 'publisher-gateway', 'update-applier'].every((each) =>
              services(span).has(each),
            ),
        ),
      ),
    )
    expect(answered).toMatchObject({ kind: 2, attributes: { 'http.response.status_code': '200' } })
  })

  test('every metric that a service serves is documented, the others are not, and no label holds an order', async () => {
    const { extractor, applier, gateway, connection } = deployment
    const document = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8')
    for (const { service, url } of [extractor, applier, gateway]) {
      const { metrics, labels } = await servedMetrics(url)
      expect(metrics, service).toEqual(documentedMetrics(document, service))
      for (const value of labels.get('connection') ?? []) expect([connection, 'unrouted']).toContain(value)
      for (const value of labels.get('http_route') ?? [])
        expect(value).toMatch(/^(|\/(send|openapi\.json|livez|readyz|metrics))$/)
    }
  })

  test.skipIf(!installed('prometheus'))(
    `a Prometheus that scrapes it answers every query of the dashboards, and evaluates every alert${installed('prometheus') ? '' : ` (${MISSING})`}`,
    async () => {
      const empty: string[] = []
      for (const { dashboard, panel, expr } of dashboardQueries('1m')) {
        const samples = await prometheus?.query(expr)
        if (samples?.length === 0) empty.push(`${dashboard}, ${panel}: ${expr}`)
      }
      expect(empty).toEqual([])
      // Of all that came: in the last minute there need not have been any, and the rate of none has no quantile.
      const [latency] =
        (await prometheus?.query(
          'histogram_quantile(0.5, sum by (le) (channel_adapter_update_to_outcome_seconds_bucket))',
        )) ?? []
      expect(Number(latency?.value[1])).toBeGreaterThan(0)
      const rules = (await prometheus?.rules()) ?? []
      expect(rules.length).toBeGreaterThan(5)
      expect(rules.filter(({ health }) => health !== 'ok')).toEqual([])
      expect(rules.filter(({ state }) => state === 'firing')).toEqual([])
    },
  )

  test('a connection that an operator pauses rests, says by whom and is ready; resumed it goes on', async () => {
    const { connection, extractor, applier, erp } = deployment
    const connections = (...words: string[]) =>
      adapter(['connections', ...words, '--by', 'ana', '--reason', 'closing the year'], env)
    const checks = async ({ url }: { url: string }) => {
      const { statusCode, body } = await request(`${url}/readyz`)
      return { statusCode, text: await body.text() }
    }
    await expect(connections('pause', 'misspelt')).rejects.toThrow(`there are: ${connection}`)
    await connections('pause', connection)
    for (const service of [extractor, applier]) {
      const { statusCode } = await until(async () => {
        const answer = await checks(service)
        return answer.text.includes('"paused":{"by":"ana","reason":"closing the year"') ? answer : undefined
      })
      expect(statusCode).toBe(200)
    }
    const listed = JSON.parse(await adapter(['connections', 'list', '--json'], env)) as object
    expect(listed).toMatchObject({ connection, state: 'paused', by: 'ana', reason: 'closing the year' })
    await expect(connections('poll', connection)).rejects.toThrow('is paused since')
    const before = ledger.snapshots.size
    await post(`${erp.url}/admin/clerk`, { kinds: ['add'], edits_per_second: 20, limit: 1, seed: 5 })
    await connections('resume', connection)
    await until(() => Promise.resolve(ledger.snapshots.size > before || undefined))
    const trail = await adapter(['tail', '--topic', 'channel.audit.v1', '--count', '2'], env)
    expect(
      trail
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { value: object }).value),
    ).toEqual([
      expect.objectContaining({ action: 'PAUSE', name: 'ana', reason: 'closing the year', connection }),
      expect.objectContaining({
        action: 'RESUME',
        before: '{"state":"paused"}',
        after: '{"state":"running"}',
      }),
    ])
  })

  testFaultsInConsole(() => ({ deployment, ledger, prometheus }))

  test('what no contract explains is shown to an operator, with its cause and its bytes', async () => {
    const { connection } = deployment
    const kafka = connectKafka({ brokers: env['KAFKA_BROKERS']?.split(',') ?? [], clientId: 'rubbish', log })
    const publisher = createPublisher(kafka)
    const value = Buffer.from('no Avro')
    const message = { topic: 'purchasing.order-update.v1', key: `${connection}:1`, value, headers: {} }
    await publisher.publish([message])
    await publisher.stop()
    const invalid = (...words: string[]) =>
      adapter(['invalid', ...words, '--group', `update-applier.${connection}`, '--order', message.key], env)
    await until(async () => (await invalid('list')) || undefined)
    expect(JSON.parse(await invalid('show', '--json'))).toMatchObject({
      topic: message.topic,
      key: message.key,
      cause: { code: 'not-avro' },
      base64: value.toString('base64'),
    })
  })

  test('every service says that it is ready, and ends on SIGTERM with exit code 0', async () => {
    const { extractor, applier, inventory, suppliers, gateway, erp } = deployment
    const services = [extractor, applier, inventory, ...suppliers, gateway, erp]
    // Tried once more, it finds them ended.
    await Promise.all(services.filter(({ process }) => !process.running).map((each) => each.restart()))
    for (const { url } of services) expect((await request(`${url}/readyz`)).statusCode).toBe(200)
    const exits = await Promise.all(
      services.map(async ({ name, process, logFile }) => {
        const exit = await process.stop()
        const said = exit.code === 0 ? {} : { said: logTail(logFile) }
        return { name, ...exit, ...said }
      }),
    )
    expect(exits).toEqual(services.map(({ name }) => ({ name, code: 0, signal: null })))
  })
})
