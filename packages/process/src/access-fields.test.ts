import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { kafkaVariables, wholeAccess } from './access-fields.ts'
import { ConfigError } from './config-error.ts'
import { type Environment, loadConfig } from './environment.ts'

const schema = z.object(kafkaVariables).check(wholeAccess)
const enough = { KAFKA_BROKERS: 'kafka:9092', SCHEMA_REGISTRY_URL: 'https://registry' }
const PEM = '-----BEGIN CERTIFICATE-----'
const CANARY = 'canary-41d7'

function faultsOf(env: Environment): readonly string[] {
  try {
    loadConfig(schema, { ...enough, ...env })
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  return []
}

describe('what belongs together is given together', () => {
  test.each<[Environment, string[]]>([
    [
      { KAFKA_TLS: 'true', KAFKA_SASL_MECHANISM: 'PLAIN' },
      [
        'KAFKA_SASL_USERNAME: is not set (KAFKA_SASL_MECHANISM PLAIN needs it); expected a text',
        'KAFKA_SASL_PASSWORD: is not set (KAFKA_SASL_MECHANISM PLAIN needs it); expected a text',
      ],
    ],
    [
      { KAFKA_SASL_PASSWORD: CANARY },
      [
        'KAFKA_SASL_MECHANISM: is not set (KAFKA_SASL_PASSWORD is given and has no use with it); expected one of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER',
      ],
    ],
    [
      { KAFKA_TLS: 'true', KAFKA_TLS_CERT: PEM },
      ['KAFKA_TLS_KEY: is not set (KAFKA_TLS_CERT needs it); expected text in PEM, as a rule by NAME_FILE'],
    ],
    [
      { KAFKA_TLS_CA: PEM },
      ['KAFKA_TLS: is not set (must be true, as KAFKA_TLS_CA is given); expected true or false'],
    ],
    [
      { SCHEMA_REGISTRY_USERNAME: 'me' },
      ['SCHEMA_REGISTRY_PASSWORD: is not set (SCHEMA_REGISTRY_USERNAME needs it); expected a text'],
    ],
    [
      { SCHEMA_REGISTRY_URL: 'http://localhost', SCHEMA_REGISTRY_TLS_CA: PEM },
      [
        'SCHEMA_REGISTRY_URL: "http://localhost" is not valid (must be https, as SCHEMA_REGISTRY_TLS_CA is given); expected an http or https URL',
      ],
    ],
    [
      { SCHEMA_REGISTRY_USERNAME: 'me', SCHEMA_REGISTRY_PASSWORD: CANARY, SCHEMA_REGISTRY_TOKEN: CANARY },
      [
        'SCHEMA_REGISTRY_USERNAME: "me" is not valid (is given beside SCHEMA_REGISTRY_TOKEN: one of them); expected a text',
      ],
    ],
  ])('%j', (env, faults) => {
    expect(faultsOf(env)).toEqual(faults)
  })
})

describe('no secret leaves this machine in the clear', () => {
  const sasl = {
    KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
    KAFKA_SASL_USERNAME: 'me',
    KAFKA_SASL_PASSWORD: CANARY,
  }
  const oauth = {
    KAFKA_TLS: 'true',
    KAFKA_SASL_MECHANISM: 'OAUTHBEARER',
    KAFKA_OAUTH_CLIENT_ID: 'me',
    KAFKA_OAUTH_CLIENT_SECRET: CANARY,
  }

  test.each<[string, Environment]>([
    ['KAFKA_TLS', sasl],
    ['KAFKA_TLS', { ...sasl, KAFKA_BROKERS: '127.0.0.1:9092,kafka:9092' }],
    ['KAFKA_OAUTH_TOKEN_URL', { ...oauth, KAFKA_OAUTH_TOKEN_URL: 'http://issuer/token' }],
    ['SCHEMA_REGISTRY_URL', { SCHEMA_REGISTRY_URL: 'http://registry', SCHEMA_REGISTRY_TOKEN: CANARY }],
  ])('%s is at fault in %j', (variable, env) => {
    const faults = faultsOf(env)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(new RegExp(`^${variable}: .*in the clear`))
    expect(faults.join()).not.toContain(CANARY)
  })

  test.each<Environment>([
    { ...sasl, KAFKA_BROKERS: '127.0.0.1:9092,[::1]:9092,localhost:9092' },
    { ...sasl, KAFKA_TLS: 'true' },
    { ...oauth, KAFKA_OAUTH_TOKEN_URL: 'https://issuer/token', KAFKA_OAUTH_SCOPE: 'kafka' },
    { SCHEMA_REGISTRY_URL: 'http://[::1]:8081', SCHEMA_REGISTRY_TOKEN: CANARY },
  ])('nothing is, in %j', (env) => {
    expect(faultsOf(env)).toEqual([])
  })
})

test('a secret that is given wrongly is shown in no fault', () => {
  const names = Object.keys(kafkaVariables).filter((name) => /KEY$|PASSWORD|SECRET$|TOKEN$/.test(name))
  expect(names).toHaveLength(6)
  const faults = faultsOf(Object.fromEntries(names.map((name) => [name, CANARY])))
  expect(faults.length).toBeGreaterThan(1)
  expect(faults.join()).not.toContain(CANARY)
})
