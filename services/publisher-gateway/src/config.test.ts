import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { loadConfig } from '@channel-adapter/process'
import { afterAll, describe, expect, test } from 'vitest'
import { authenticationOf, configSchema, warningOf } from './config.ts'

const enough = { KAFKA_BROKERS: 'a:9092', SCHEMA_REGISTRY_URL: 'http://a' }

describe('an address that other machines reach', () => {
  test.each(['0.0.0.0', '::', '10.0.0.1', '128.0.0.1', '127.0.0.1.example.org', 'gateway'])(
    '%s is refused while callers are not authenticated',
    (HOST) => {
      expect(() => loadConfig(configSchema, { ...enough, HOST })).toThrow(
        /HOST: .*ALLOW_UNAUTHENTICATED=true/,
      )
      expect(loadConfig(configSchema, { ...enough, HOST, ALLOW_UNAUTHENTICATED: 'true' }).HOST).toBe(HOST)
    },
  )

  test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('%s is none', (HOST) => {
    expect(loadConfig(configSchema, { ...enough, HOST }).HOST).toBe(HOST)
  })
})

test('by default it listens on port 5000 of this machine', () => {
  expect(loadConfig(configSchema, enough)).toMatchObject({ HOST: '127.0.0.1', PORT: 5000 })
})

test('a body limit that Kafka would not take is refused', () => {
  expect(() => loadConfig(configSchema, { ...enough, BODY_LIMIT_BYTES: '800001' })).toThrow(/at most 800000/)
})

describe('authentication', () => {
  const PARTNERS_FILE = join(mkdtempSync(join(tmpdir(), 'partners-')), 'partners.yaml')
  writeFileSync(PARTNERS_FILE, 'partners: [{ id: litware, subject: litware }]')
  afterAll(() => rmSync(dirname(PARTNERS_FILE), { recursive: true }))
  const oidc = { OIDC_ISSUER: 'i', OIDC_AUDIENCE: 'a', OIDC_JWKS_URL: 'https://i/keys' }
  const load = (env: Record<string, string>) => loadConfig(configSchema, { ...enough, ...env })

  test('lets other machines in', () => {
    const config = load({ HOST: '0.0.0.0', PARTNERS_FILE, ...oidc })
    expect(authenticationOf(config)).toMatchObject({
      partners: [{ id: 'litware' }],
      tokens: { issuer: 'i', audience: 'a', claim: 'sub', clockSkewSeconds: 60 },
    })
    expect(warningOf(config)).toBeUndefined()
  })

  test('that is not configured is said at the start, loudly where other machines are let in', () => {
    expect(warningOf(load({}))).toBe('callers are not authenticated: only this machine is served')
    expect(warningOf(load({ HOST: '0.0.0.0', ALLOW_UNAUTHENTICATED: 'true' }))).toMatch(
      /^DANGEROUS: .*0\.0\.0\.0/,
    )
    expect(authenticationOf(load({}))).toBeUndefined()
  })

  test.each([
    [{ PARTNERS_FILE, ALLOW_UNAUTHENTICATED: 'true' }, 'ALLOW_UNAUTHENTICATED: .*contradicts PARTNERS_FILE'],
    [
      { OIDC_ISSUER: 'i' },
      'OIDC_AUDIENCE: is not set .*\\n.*OIDC_JWKS_URL: is not set .*\\n.*PARTNERS_FILE: is not set',
    ],
    [{ PARTNERS_FILE, ...oidc, OIDC_JWKS_URL: 'http://issuer/keys' }, 'OIDC_JWKS_URL: .*must be https'],
    [{ PARTNERS_FILE: '/nowhere/partners.yaml' }, 'PARTNERS_FILE: .*cannot be read'],
  ])('%j is at fault', (env, fault) => {
    expect(() => load(env)).toThrow(new RegExp(fault))
  })
})
