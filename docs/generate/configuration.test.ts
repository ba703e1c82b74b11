/** docs/configuration.md says what the services' schemas say, of all services. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../packages/process/src/index.ts'
import { configurationDocument } from './configuration.ts'
import { serviceSchemas } from './services.ts'

const repository = new URL('../../', import.meta.url)

test('the reference table is current', () => {
  const written = readFileSync(new URL('docs/configuration.md', repository), 'utf8')
  expect(written, 'run `pnpm docs:generate`').toBe(configurationDocument())
})

test('every service that has a configuration has a section', () => {
  const services = readdirSync(new URL('services/', repository))
  const configured = services.filter((name) =>
    existsSync(new URL(`services/${name}/src/config.ts`, repository)),
  )
  expect(configured).not.toHaveLength(0)
  expect(new Set(Object.keys(serviceSchemas))).toEqual(new Set(configured))
})

test('every variable says what it means and what it takes', () => {
  const document = configurationDocument()
  const incomplete = document
    .split('\n')
    .filter((line) => /^\| `.*\|\s*\|$/.test(line) || /^\| `[^|]*\|[^|]*\|\s*\|/.test(line))
  expect(incomplete).toEqual([])
})

test('no service takes half of a credential', () => {
  const connections = join(mkdtempSync(join(tmpdir(), 'connections-')), 'connections.yaml')
  onTestFinished(() => rmSync(dirname(connections), { recursive: true }))
  writeFileSync(connections, 'connections: [{ id: a, kind: mock-erp, url: "http://127.0.0.1:1", token: t }]')
  const partners = join(dirname(connections), 'partners.yaml')
  writeFileSync(partners, 'partners: [{ id: a, kafka: own }]')
  const env = {
    KAFKA_BROKERS: 'a:1',
    SCHEMA_REGISTRY_URL: 'https://a',
    CONNECTIONS_FILE: connections,
    PARTNERS_FILE: partners,
  }
  const speaking = Object.values(serviceSchemas).filter(({ shape }) => 'KAFKA_BROKERS' in shape)
  expect(speaking.length).toBeGreaterThan(4)
  for (const schema of speaking) {
    expect(() => loadConfig(schema, env)).not.toThrow()
    expect(() => loadConfig(schema, { ...env, SCHEMA_REGISTRY_USERNAME: 'me' })).toThrow(
      '_PASSWORD: is not set',
    )
  }
})
