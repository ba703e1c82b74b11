/** The values schema knows the services' variables: a misspelt one is refused, and no secret is written down. */
import { readFileSync } from 'node:fs'
import { describeConfig, kafkaVariables, processVariables } from '@channel-adapter/process'
import { describe, expect, test } from 'vitest'
import { serviceSchemas } from '../../docs/generate/services.ts'
import { chart } from './rendered.ts'

interface Node {
  readonly properties: Readonly<Record<string, Node>>
  readonly items: Node
  readonly enum: readonly string[]
  readonly $ref?: string
}

const schema = JSON.parse(readFileSync(`${chart}/values.schema.json`, 'utf8')) as Node & {
  readonly $defs: Readonly<Record<string, Node>>
}
// The chart sets them itself, or has a value of another name for them.
const ITS_OWN = new Set([
  'HOST',
  'PORT',
  'KAFKA_BROKERS',
  'SCHEMA_REGISTRY_URL',
  'TOPIC_PREFIX',
  'CONNECTIONS_FILE',
  'PARTNERS_FILE',
  'ALLOW_UNAUTHENTICATED',
  'SERVICE_URLS',
  'STORE_FOLDER',
])

function at(...path: readonly string[]): Node {
  return path.reduce<Node>((node, name) => {
    const next = name === '[]' ? node.items : node.properties[name]
    const referred = next?.$ref === undefined ? next : schema.$defs[next.$ref.replace('#/$defs/', '')]
    if (!referred) throw new Error(`the schema has no ${path.join('.')}`)
    return referred
  }, schema)
}

/** The variables of a service that are given as they are, and those that come as files. */
function variablesOf(service: string, among: (name: string) => boolean = () => true) {
  const described = describeConfig(serviceSchemas[service] ?? expect.unreachable(service))
  const ours = described.filter(({ name }) => among(name) && !ITS_OWN.has(name))
  // Certificates are files, as secrets are.
  const inFiles = new Set(
    ours
      .filter(({ secret, expected }) => secret || expected.startsWith('text in PEM'))
      .map(({ name }) => name),
  )
  // So do files that a variable names.
  const files = ours.filter(({ name }) => name.endsWith('_FILE')).map(({ name }) => name)
  const names = ours.map(({ name }) => name).filter((name) => !files.includes(name))
  return {
    plain: names.filter((name) => !inFiles.has(name)).toSorted(),
    inFiles: [...inFiles, ...files.map((name) => name.replace(/_FILE$/, ''))].toSorted(),
  }
}

const isShared = (name: string) => name in processVariables({ port: 0 }) || name in kafkaVariables
const plainAt = (...path: readonly string[]) => Object.keys(at(...path, 'env').properties).toSorted()
const inFilesAt = (...path: readonly string[]) => at(...path, 'secrets', '[]', 'variable').enum.toSorted()

describe('the values schema', () => {
  test.each([[[]], [['deployStep']]])('knows the variables that services share, at %j', (path) => {
    const { plain, inFiles } = variablesOf('update-applier', isShared)
    expect(plainAt(...path)).toEqual(plain)
    expect(inFilesAt(...path)).toEqual(inFiles)
  })

  test.each([
    ['publisher-gateway', ['gateway']],
    ['erp-extractor', ['extractor']],
    ['update-applier', ['applier']],
    ['partner-router', ['router']],
    ['console', ['console']],
    ['mock-erp', ['mocks', 'erp']],
    ['mock-inventory', ['mocks', 'inventory']],
    ['mock-supplier', ['mocks', 'supplier']],
  ])('knows the variables of %s', (service, path) => {
    const { plain, inFiles } = variablesOf(service)
    expect(plainAt(...path)).toEqual(plain)
    expect(inFilesAt(...path)).toEqual(inFiles)
  })
})
