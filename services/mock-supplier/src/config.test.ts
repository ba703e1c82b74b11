import { describeConfig, loadConfig } from '@channel-adapter/process'
import { expect, test } from 'vitest'
import { configSchema } from './config.ts'

const needed = { KAFKA_BROKERS: 'localhost:9092', SCHEMA_REGISTRY_URL: 'http://localhost:8081' }

test('by default one process serves every supplier, over Kafka and at once', () => {
  expect(loadConfig(configSchema, needed)).toMatchObject({
    SUPPLIER_GROUP: '1',
    SUPPLIER_GROUPS: 1,
    ANSWER_VIA: 'kafka',
    ANSWER_DELAY_MS: 0,
  })
})

test('suppliers are named by a list, and their group is then any name', () => {
  const config = loadConfig(configSchema, { ...needed, SUPPLIERS: '1580, 1496', SUPPLIER_GROUP: 'west' })
  expect(config).toMatchObject({ SUPPLIERS: ['1580', '1496'], SUPPLIER_GROUP: 'west' })
})

test.each(['3', 'west'])('a group "%s" that is none of two is refused', (group) => {
  const env = { ...needed, SUPPLIER_GROUP: group, SUPPLIER_GROUPS: '2' }
  expect(() => loadConfig(configSchema, env)).toThrow(/SUPPLIER_GROUP: .*there are not so many groups/)
})

test('every variable is described', () => {
  for (const { name, description, expected } of describeConfig(configSchema)) {
    expect(description && expected, name).not.toBe('')
  }
})
