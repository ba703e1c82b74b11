import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError, loadConfig } from '@channel-adapter/process'
import { afterAll, describe, expect, test } from 'vitest'
import { configSchema, warningOf } from './config.ts'
import { authenticationOf } from './identity/identity-variables.ts'

const folder = mkdtempSync(join(tmpdir(), 'console-'))
afterAll(() => rmSync(folder, { recursive: true }))

const KAFKA = { KAFKA_BROKERS: 'b:9092', SCHEMA_REGISTRY_URL: 'http://r' }
const SECRET = 'more than thirty-two random characters'
const PROVIDER = { OIDC_ISSUER: 'https://login.example/', OIDC_CLIENT_ID: 'console', SESSION_SECRET: SECRET }
const load = (env: Record<string, string>) => loadConfig(configSchema, { ...KAFKA, ...env })

function faultsOf(env: Record<string, string>): string {
  try {
    load(env)
    return ''
  } catch (error) {
    if (error instanceof ConfigError) return `${error.message} ${error.faults.join(' ')}`
    throw error
  }
}
let serial = 0
function keysFile(content: string): string {
  const path = join(folder, `${++serial}.yaml`)
  writeFileSync(path, content)
  return path
}

describe('without a way to know who somebody is', () => {
  test('only this machine is served, and the log says so', () => {
    expect(warningOf(load({}))).toBe('nobody is asked who they are: only this machine is served')
    expect(faultsOf({ HOST: '0.0.0.0' })).toContain('nobody is asked who they are: give OIDC_ISSUER')
  })

  test('another address is a danger that must be named', () => {
    expect(warningOf(load({ HOST: '0.0.0.0', ALLOW_UNAUTHENTICATED: 'true' }))).toMatch(/^DANGEROUS/)
  })
})

const HASH = 'a'.repeat(64)
const KEYS = `keys: [{ id: nightly, role: operator, keys: [{ sha256: ${HASH} }] }]`

describe('with one', () => {
  test('any address may be served', () => {
    const config = load({ ...PROVIDER, HOST: '0.0.0.0', PUBLIC_URL: 'https://orders.example' })
    expect(warningOf(config)).toBeUndefined()
    expect(authenticationOf(config)?.provider).toBeDefined()
  })

  test('what a claim says means a role', () => {
    const { OIDC_ROLES } = load({ OIDC_ROLES: 'buyers=viewer, cn=ops,ou=it=operator , it=admin' })
    expect([...OIDC_ROLES]).toEqual([
      ['buyers', 'viewer'],
      ['cn=ops,ou=it', 'operator'],
      ['it', 'admin'],
    ])
  })

  test('holders of keys have a role each', () => {
    const API_KEYS_FILE = keysFile(KEYS)
    expect(authenticationOf(load({ API_KEYS_FILE, HOST: '0.0.0.0' }))).toEqual({
      keys: [{ id: 'nightly', role: 'operator', keys: [{ sha256: HASH }] }],
    })
  })

  test.each([
    [{ OIDC_CLIENT_ID: 'console' }, 'OIDC_CLIENT_ID needs it'],
    [{ OIDC_ISSUER: 'https://login.example' }, 'SESSION_SECRET'],
    [{ ...PROVIDER, SESSION_SECRET: 'short' }, 'at least 32 random characters'],
    [{ ...PROVIDER, OIDC_ISSUER: 'http://login.example' }, 'must be https, or anybody on the way'],
    [
      { ...PROVIDER, PUBLIC_URL: 'http://orders.example' },
      'must be https, or sessions and keys could be taken',
    ],
    [
      { API_KEYS_FILE: keysFile(KEYS), PUBLIC_URL: 'http://orders.example' },
      'sessions and keys could be taken',
    ],
    [{ ...PROVIDER, ALLOW_UNAUTHENTICATED: 'true' }, 'contradicts OIDC_ISSUER'],
    [{ ...PROVIDER, OIDC_ROLES: 'it=root' }, '"value=role"'],
    [{ API_KEYS_FILE: keysFile('keys: [{ id: a, role: root }]') }, 'keys.0.role'],
    [{ API_KEYS_FILE: '/nowhere' }, 'cannot be read'],
  ])('%j has a fault', (env, fault) => {
    const said = faultsOf(env)
    expect(said).toContain(fault)
    expect(said).not.toContain('short"')
  })
})
