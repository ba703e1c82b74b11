import { loadConfig } from '@channel-adapter/process'
import { describe, expect, test } from 'vitest'
import { configSchema } from './config.ts'

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
