import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { kafkaVariables } from './access-fields.ts'
import { ConfigError } from './config-error.ts'
import { count, durationMs, flag, processVariables, secret } from './config-fields.ts'
import { describeConfig } from './describe-config.ts'
import { type Environment, loadConfig } from './environment.ts'

const folder = mkdtempSync(join(tmpdir(), 'environment-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileWith(content: string): string {
  const path = join(folder, `${Math.random()}`)
  writeFileSync(path, content)
  return path
}

const schema = z.object({
  ...processVariables({ port: 5000 }),
  ...kafkaVariables,
  API_TOKEN: secret.min(8, 'too short: hunter2').optional().describe('Who may call.'),
  ALLOW: flag.default(false).describe('Whether anybody may.'),
})
const enough = { KAFKA_BROKERS: 'a:9092', SCHEMA_REGISTRY_URL: 'http://r:8080/apis/ccompat/v7/' }

function faultsOf(env: Environment): readonly string[] {
  try {
    loadConfig(schema, env)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  return []
}

describe('what the environment gives', () => {
  test('is parsed, and defaults fill what is not given', () => {
    expect(loadConfig(schema, { ...enough, KAFKA_BROKERS: 'a:9092, [::1]:9093' })).toEqual({
      HOST: '127.0.0.1',
      PORT: 5000,
      LOG_LEVEL: 'info',
      GRACE_MS: 20_000,
      OTEL_TRACES_SAMPLER_ARG: 1,
      KAFKA_BROKERS: ['a:9092', '[::1]:9093'],
      SCHEMA_REGISTRY_URL: 'http://r:8080/apis/ccompat/v7',
      KAFKA_TLS: false,
      TOPIC_PREFIX: '',
      ALLOW: false,
    })
  })

  test('an empty text counts as not given', () => {
    expect(loadConfig(schema, { ...enough, PORT: '', PORT_FILE: '', TOPIC_PREFIX: '' }).PORT).toBe(5000)
    expect(faultsOf({ ...enough, KAFKA_BROKERS: '' })).toEqual([
      'KAFKA_BROKERS: is not set; expected "host:port", several separated by commas',
    ])
  })

  test('a value may lie in a file, whose trailing line break is no part of it', () => {
    const config = loadConfig(schema, { ...enough, API_TOKEN_FILE: fileWith('two words \n') })
    expect(config.API_TOKEN).toBe('two words ')
  })
})

describe('faults', () => {
  test('are all named at once, one line each, with where to look them up', () => {
    const load = () => loadConfig(schema, { PORT: '70000', LOG_LEVEL: 'loud', KAFKA_BROKERS: 'a,b' })
    expect(load).toThrow(
      [
        'The configuration has 4 faults; every variable is explained in docs/configuration.md:',
        '  PORT: "70000" is not valid (Too big: expected number to be <=65535); expected a port number, 0 to 65535',
        '  LOG_LEVEL: "loud" is not valid; expected one of fatal, error, warn, info, debug, trace, silent',
        '  KAFKA_BROKERS: "a,b" is not valid; expected "host:port", several separated by commas',
        '  SCHEMA_REGISTRY_URL: is not set; expected an http or https URL',
      ].join('\n'),
    )
  })

  test('a variable given both ways, or in a file that cannot be read, is one', () => {
    const path = fileWith('a:1')
    expect(
      faultsOf({ ...enough, KAFKA_BROKERS_FILE: path, API_TOKEN_FILE: join(folder, 'nothing here') }),
    ).toEqual([
      'KAFKA_BROKERS: is given twice; expected either KAFKA_BROKERS or KAFKA_BROKERS_FILE, not both',
      `API_TOKEN_FILE: "${join(folder, 'nothing here')}" cannot be read (ENOENT); expected the path of a file that holds the value`,
    ])
  })

  test('show neither a secret nor the credentials in a URL', () => {
    const faults = faultsOf({
      ...enough,
      API_TOKEN: 'hunter2',
      SCHEMA_REGISTRY_URL: 'ftp://me:hunter2@registry',
    })
    expect(faults).toEqual([
      'SCHEMA_REGISTRY_URL: "ftp://***@registry" is not valid; expected an http or https URL',
      'API_TOKEN: its value is not valid; expected a text',
    ])
  })

  test('stay on one line whatever the value holds', () => {
    expect(faultsOf({ ...enough, PORT: `1\n2\u001B[31m${'x'.repeat(100)}` })[0]).toMatch(
      /^PORT: "1 2 \[31mx+…" is not valid/,
    )
  })

  test('a rule over several variables is named too', () => {
    const pair = z
      .object({ A: count.optional(), B: count.optional() })
      .refine(({ A, B }) => A === B, { path: ['B'], message: 'must equal A' })
    expect(() => loadConfig(pair, { A: '1', B: '2' })).toThrow('B: "2" is not valid (must equal A); expected')
  })
})

describe('a number', () => {
  test.each(['0', '-1', '1.5', '1e3', '0x10', ' 5', '2147483648'])('%j is no duration', (text) => {
    expect(durationMs.safeParse(text).success).toBe(false)
  })
})

describe('a broker', () => {
  test.each(['a', 'a:', ':9092', 'a:0', 'a:65536', 'http://a:1', 'a b:1', 'a:1,,b:1'])(
    '%j is refused',
    (text) => {
      expect(kafkaVariables.KAFKA_BROKERS.safeParse(text).success).toBe(false)
    },
  )
})

test('the reference table says of each variable what a person needs to set it', () => {
  const rows = describeConfig(schema)
  expect(rows.find(({ name }) => name === 'KAFKA_BROKERS')).toEqual({
    name: 'KAFKA_BROKERS',
    required: true,
    default: undefined,
    expected: '"host:port", several separated by commas',
    description: "Kafka's brokers.",
    secret: false,
  })
  expect(rows.find(({ name }) => name === 'PORT')).toMatchObject({ required: false, default: '5000' })
  expect(rows.find(({ name }) => name === 'API_TOKEN')).toMatchObject({ required: false, secret: true })
})
