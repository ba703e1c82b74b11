/** What the doctor says of a deployment, sound and broken in many ways at once, on a real broker and registry. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connectRegistry, contracts, partnerTopics, registerContracts } from '@channel-adapter/contracts'
import { createTopics, setTopicSettings } from '@channel-adapter/messaging'
import { testKafka, unique } from '@channel-adapter/messaging/testing'
import { afterAll, expect, inject, test } from 'vitest'
import { declaredTopics } from '../topics/declared-topics.ts'
import type { Finding } from './finding.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'doctor-'))
// An ERP whose clock is an hour slow, and that has no orders.
const erp = createServer((_request, answer) => {
  answer.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString())
  answer.setHeader('content-type', 'application/json')
  answer.end('{"items": [], "next": null}')
})
afterAll(() => {
  erp.close()
  rmSync(folder, { recursive: true })
})

async function doctor(env: Readonly<Record<string, string>>) {
  const { promise, resolve } = Promise.withResolvers<{ code: number; findings: Finding[] }>()
  const inherited = { PATH: process.env['PATH'], HOME: process.env['HOME'] }
  execFile(
    process.execPath,
    [main, 'doctor', '--json'],
    { env: { ...inherited, ...env } },
    (error, stdout, stderr) => {
      if (stdout === '') expect.fail(stderr)
      const lines = stdout.split('\n').filter((line) => line !== '')
      resolve({
        code: Number(error?.code ?? 0),
        findings: lines.map((line) => JSON.parse(line) as Finding),
      })
    },
  )
  return promise
}

test('each fault is told with its mend, what is sound as such, and what cannot be seen as that', async () => {
  await new Promise<void>((listening) => erp.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(erp.address() as AddressInfo).port}`
  const prefix = `${unique('doctor')}.`
  const brokers = inject('kafkaBrokers')
  const schemaRegistry = inject('schemaRegistryUrl')
  const kafka = testKafka(brokers)
  const [first, ...others] = declaredTopics({
    topicPrefix: prefix,
    connections: ['slow', 'dead'],
    keptApart: [],
  })
  await createTopics(kafka, others)
  await setTopicSettings(kafka, [
    {
      topic: `${prefix}connection.control.v1`,
      what: 'cleanup.policy',
      declared: 'delete',
      actual: 'compact',
      mend: 'set',
    },
  ])
  await registerContracts(connectRegistry(schemaRegistry), prefix)
  const connectionsFile = join(folder, 'connections.yaml')
  writeFileSync(
    connectionsFile,
    JSON.stringify({
      connections: [
        { id: 'slow', kind: 'mock-erp', url },
        { id: 'dead', kind: 'mock-erp', url: 'http://127.0.0.1:9' },
      ],
    }),
  )
  const partnersFile = join(folder, 'partners.yaml')
  const litware = { id: 'litware', kafka: 'own', sends: [contracts.orderUpdate.name], orders: ['slow:*'] }
  writeFileSync(
    partnersFile,
    JSON.stringify({
      partners: [{ ...litware, updates: ['response'], suppliers: ['slow:1'], speaksFor: ['litware'] }],
    }),
  )
  const env = { TOPIC_PREFIX: prefix, CONNECTIONS_FILE: connectionsFile, PARTNERS_FILE: partnersFile }

  const [seen, away] = await Promise.all([
    doctor({
      ...env,
      KAFKA_BROKERS: [...brokers, 'no-such-host.invalid:9092'].join(','),
      SCHEMA_REGISTRY_URL: schemaRegistry,
    }),
    doctor({ TOPIC_PREFIX: prefix, KAFKA_BROKERS: '127.0.0.1:9', SCHEMA_REGISTRY_URL: 'http://127.0.0.1:9' }),
  ])
  const of = (findings: readonly Finding[], about: string) =>
    findings.find((finding) => finding.about.startsWith(about))

  expect(seen.code).toBe(1)
  expect(of(seen.findings, `broker ${brokers[0]}`)).toMatchObject({ level: 'fine' })
  expect(seen.findings).toContainEqual(expect.objectContaining({ level: 'fine', text: 'Kafka 4.1 or newer' }))
  expect(of(seen.findings, 'broker no-such-host.invalid')).toMatchObject({
    level: 'fault',
    text: expect.stringContaining('leads nowhere') as unknown,
    mend: expect.stringContaining('KAFKA_BROKERS') as unknown,
  })
  expect(of(seen.findings, `topic ${first?.name}`)).toMatchObject({
    level: 'fault',
    text: 'it does not exist',
    mend: expect.stringContaining('adapter topics create') as unknown,
  })
  expect(of(seen.findings, `topic ${prefix}connection.control.v1`)).toMatchObject({
    text: 'cleanup.policy is delete, declared compact',
    mend: 'adapter topics apply --yes',
  })
  expect(of(seen.findings, `group ${prefix}update-applier.slow`)).toMatchObject({
    level: 'fault',
    text: expect.stringContaining('nobody is in it') as unknown,
  })
  expect(of(seen.findings, `topic ${partnerTopics('litware', prefix).updates}`)).toMatchObject({
    level: 'fault',
    mend: expect.stringContaining('PARTNERS_FILE') as unknown,
  })
  expect(of(seen.findings, `contract ${partnerTopics('litware', prefix).orders}`)).toMatchObject({
    text: expect.stringContaining('not registered') as unknown,
  })
  expect(of(seen.findings, `group ${prefix}partner-router`)).toMatchObject({ level: 'unknown' })
  expect(of(seen.findings, 'rights of partners kept apart')).toMatchObject({
    level: 'fault',
    text: expect.stringContaining('knows no rights') as unknown,
  })
  for (const { name } of Object.values(contracts))
    expect(of(seen.findings, `contract ${prefix}${name}-value`)).toBeUndefined()
  expect(of(seen.findings, 'ERP slow')).toMatchObject({ level: 'fine' })
  expect(of(seen.findings, 'ERP slow’s clock')).toMatchObject({
    level: 'fault',
    text: expect.stringContaining('behind ours') as unknown,
  })
  expect(of(seen.findings, 'ERP dead')).toMatchObject({ level: 'fault' })
  for (const { level, mend } of seen.findings) expect(mend !== undefined).toBe(level === 'fault')

  expect(away.code).toBe(1)
  expect(away.findings.map(({ about, level }) => `${level}: ${about}`)).toEqual([
    'fault: broker 127.0.0.1:9',
    'unknown: topics and groups',
    'fault: the schema registry',
    'unknown: ERPs',
  ])
})
