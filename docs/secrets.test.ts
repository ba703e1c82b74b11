/** A secret in any variable of any service, present ones and later ones, is shown by nobody. */
import { expect, test } from 'vitest'
import { ConfigError, describeConfig, loadConfig } from '../packages/process/src/index.ts'
import { serviceSchemas } from './generate/services.ts'

const CANARY = 'canary-7c1e-of-forty-characters-or-so-more'
const KEY = `-----BEGIN PRIVATE KEY-----\n${CANARY}\n-----END PRIVATE KEY-----`
const services = Object.entries(serviceSchemas)
const secrets = services.flatMap(([service, schema]) =>
  describeConfig(schema).flatMap(({ name, secret }) => (secret ? [{ service, name, schema }] : [])),
)
const value = (name: string) => (name.endsWith('_TLS_KEY') ? KEY : CANARY)

test('a variable that is named like a secret is declared as one', () => {
  const named = services.flatMap(([service, schema]) =>
    describeConfig(schema)
      .filter(({ name }) => /(PASSWORD|SECRET|TOKENS?|CREDENTIAL|PASSPHRASE|_KEY)$/.test(name))
      .map(({ name }) => `${service} ${name}`),
  )
  expect(secrets.map(({ service, name }) => `${service} ${name}`)).toEqual(named)
})

test.each(secrets)('no fault of the configuration of $service shows $name', ({ name, schema }) => {
  const everythingElse = Object.keys(schema.shape).filter((other) => other !== name)
  const env = { ...Object.fromEntries(everythingElse.map((other) => [other, '?'])), [name]: value(name) }
  const faults = [env, { [name]: value(name) }, { ...env, [name]: `${CANARY}\n` }].map(faultsOf)
  expect(faults.flat().length).toBeGreaterThan(0)
  expect(faults.flat().join('\n')).not.toContain(CANARY)

  function faultsOf(given: Readonly<Record<string, string>>): readonly string[] {
    try {
      loadConfig(schema, given)
      return []
    } catch (error) {
      if (error instanceof ConfigError) return [error.message, ...error.faults]
      throw error
    }
  }
})
