/** What services say with a secret in every variable that is one, while nothing that they need lets them in. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeConfig } from '../packages/process/src/index.ts'
import { serviceSchemas } from './generate/services.ts'

const CANARY = 'canary-7c1e-of-forty-characters-or-so-more'
const KEY = `-----BEGIN PRIVATE KEY-----\n${CANARY}\n-----END PRIVATE KEY-----`
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----'
const TLS_KEYS = ['KAFKA_TLS_KEY', 'SCHEMA_REGISTRY_TLS_KEY']
const ADAPTER = ['erp-extractor', 'publisher-gateway', 'update-applier', 'partner-router', 'console']
const FAILED = /"level":"(?:warn|error)".*"(?:retryCount|retryInMs|reason|error)"/
const secretsOf = (service: string) =>
  describeConfig(serviceSchemas[service] ?? expect.fail(service)).flatMap(({ name, secret }) =>
    secret ? [name] : [],
  )

describe('while nothing that it needs lets it in', () => {
  const files = mkdtempSync(join(tmpdir(), 'secrets-'))
  let mirror: Server
  let url: string

  beforeAll(async () => {
    // What it is sent it says back, as pages for debugging do.
    mirror = createServer((request, response) => {
      response.writeHead(500).end(JSON.stringify([request.url, request.headers]))
    })
    await new Promise<void>((resolve) => mirror.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(mirror.address() as AddressInfo).port}`
    writeFileSync(
      join(files, 'connections.yaml'),
      `connections: [{ id: acme, kind: mock-erp, url: "${url}", token: "\${ERP_TOKEN}" }]`,
    )
    writeFileSync(join(files, 'partners.yaml'), 'partners: [{ id: p, subject: s, kafka: own }]')
  })
  afterAll(() => {
    mirror.closeAllConnections()
    mirror.close()
    rmSync(files, { recursive: true })
  })

  // They cannot all be given at once; a secret that none of these names is given in each.
  const ways = [
    {
      without: ['KAFKA_OAUTH_CLIENT_SECRET', 'SCHEMA_REGISTRY_TOKEN', ...TLS_KEYS],
      beside: () => ({
        KAFKA_SASL_MECHANISM: 'PLAIN',
        KAFKA_SASL_USERNAME: 'me',
        SCHEMA_REGISTRY_USERNAME: 'me',
      }),
    },
    {
      without: ['KAFKA_SASL_PASSWORD', 'SCHEMA_REGISTRY_PASSWORD', ...TLS_KEYS],
      beside: () => ({
        KAFKA_SASL_MECHANISM: 'OAUTHBEARER',
        KAFKA_OAUTH_TOKEN_URL: url,
        KAFKA_OAUTH_CLIENT_ID: 'me',
      }),
    },
    {
      without: ['KAFKA_SASL_PASSWORD', 'KAFKA_OAUTH_CLIENT_SECRET', 'SCHEMA_REGISTRY_PASSWORD'],
      beside: () => ({
        KAFKA_TLS: 'true',
        KAFKA_TLS_CERT: CERTIFICATE,
        SCHEMA_REGISTRY_URL: url.replace('http:', 'https:'),
        SCHEMA_REGISTRY_TLS_CERT: CERTIFICATE,
      }),
    },
  ]

  test.for(ADAPTER.map((service, at) => [service, at % ways.length] as const))(
    '%s tells none of its secrets in its log, /metrics and /readyz (given in way %i)',
    async ([service, at]) => {
      const { without = [], beside } = ways[at] ?? {}
      const given = secretsOf(service).filter((name) => !without.includes(name))
      const told = await whatIsTold(service, {
        KAFKA_BROKERS: url.replace('http://', ''),
        SCHEMA_REGISTRY_URL: url,
        CONNECTIONS_FILE: join(files, 'connections.yaml'),
        ...(service === 'partner-router' && { PARTNERS_FILE: join(files, 'partners.yaml') }),
        ...(service === 'console' && { OIDC_ISSUER: url, OIDC_CLIENT_ID: 'me', PUBLIC_URL: url }),
        ERP_TOKEN: CANARY,
        ...Object.fromEntries(given.map((name) => [name, name.endsWith('_TLS_KEY') ? KEY : CANARY])),
        ...beside?.(),
      })
      expect(told).toMatch(/"level":"(warn|error)"/)
      const basic = Buffer.from(`me:${CANARY}`).toString('base64')
      expect([CANARY, basic].filter((text) => told.includes(text))).toEqual([])
    },
  )
})

/** All that a service says until it has failed for the first time, and then on its pages. */
async function whatIsTold(service: string, env: Readonly<Record<string, string>>): Promise<string> {
  const main = fileURLToPath(new URL(`../services/${service}/src/main.ts`, import.meta.url))
  const { PATH } = process.env
  const running = spawn(process.execPath, [main], { env: { PATH, PORT: '0', LOG_LEVEL: 'debug', ...env } })
  const ended = new Promise((resolve) => running.once('close', resolve))
  let said = ''
  try {
    const at = await new Promise<string>((resolve) => {
      const note = (text: Buffer) => {
        said += text.toString()
        const [, address] = /listening at (http:\/\/[\d.:]+)/.exec(said) ?? []
        if (address && FAILED.test(said)) resolve(address)
      }
      running.stdout.on('data', note)
      running.stderr.on('data', note)
      running.once('close', () => resolve(''))
    })
    const pages = ['/metrics', '/readyz', '/livez', '/no-such-page'].map((path) => fetch(at + path))
    const bodies = await Promise.all(pages.map(async (page) => (await page).text()))
    running.kill()
    await ended
    return [said, ...bodies].join('\n')
  } finally {
    running.kill('SIGKILL')
  }
}
