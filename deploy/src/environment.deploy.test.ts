/** What the chart puts into the services' environment, taken by the services' own configuration. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kafkaVariables, loadConfig, processVariables } from '@channel-adapter/process'
import { afterAll, afterEach, describe, expect, inject, test, vi } from 'vitest'
import { serviceSchemas } from '../../docs/generate/services.ts'
import { imageEnvironment } from './image-environment.ts'
import { type Container, type Manifest, mountedAt, podsOf } from './manifests.ts'
import { rendered, VALUES } from './rendered.ts'

const binary = inject('helm')
const folder = mkdtempSync(join(tmpdir(), 'mounted-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => void vi.unstubAllEnvs())

const PEM = '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n'
const PARTNERS = `partners: [{ id: initech, kafka: own, keys: [{ sha256: '${'0'.repeat(64)}' }] }]\n`
const API_KEYS = `keys: [{ id: nightly, role: operator, keys: [{ sha256: '${'0'.repeat(64)}' }] }]\n`
const CONNECTIONS =
  'connections: [{ id: a, kind: mock-erp, url: "http://erp:5005", token: "${ERP_TOKEN}" }]\n'
// What the connections of our sets of values refer to.
const REFERRED = ['ERP_TOKEN']

type Pod = ReturnType<typeof podsOf>[number]['pod']

/** What a file would hold: of a ConfigMap of the chart what was rendered, of what must be there something fitting. */
function contentOf(manifests: readonly Manifest[], variable: string, from: string, key: string): string {
  const ours = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === from)
  if (ours) return (ours as unknown as { data: Record<string, string> }).data[key] ?? ''
  if (variable === 'CONNECTIONS_FILE') return CONNECTIONS
  if (variable === 'PARTNERS_FILE') return PARTNERS
  if (variable === 'API_KEYS_FILE') return API_KEYS
  return variable.includes('_TLS_') ? PEM : 'a-secret-of-more-than-thirty-two-characters'
}

/** The environment as the container has it, with its mounted files here. */
function environmentOf(manifests: readonly Manifest[], pod: Pod, container: Container) {
  const variables = container.env.map(({ name, value }) => {
    if (!name.endsWith('_FILE')) return [name, value]
    const source = mountedAt(pod, container, value)
    if (!source) throw new Error(`${container.name}: nothing is mounted at ${value}`)
    const file = join(folder, `${source.from}-${source.key}-${name}`)
    writeFileSync(file, contentOf(manifests, name, source.from, source.key))
    return [name, file]
  })
  return { ...imageEnvironment(container.name), ...(Object.fromEntries(variables) as Record<string, string>) }
}

describe.skipIf(binary === '')('the environment', () => {
  describe.each(VALUES)('with the values of %s', (values) => {
    async function containers() {
      const manifests = await rendered(binary, values)
      return podsOf(manifests).flatMap(({ pod }) =>
        [...(pod.initContainers ?? []), ...pod.containers].map((container) => ({
          manifests,
          pod,
          container,
        })),
      )
    }

    test('is a configuration that each service accepts', async () => {
      const services = (await containers()).filter(({ container }) => container.name in serviceSchemas)
      expect(services.length).toBeGreaterThanOrEqual(3)
      for (const { manifests, pod, container } of services) {
        const schema = serviceSchemas[container.name]
        const environment = environmentOf(manifests, pod, container)
        // The connections file looks up there what it refers to.
        for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
        if (schema) expect(() => loadConfig(schema, environment), container.name).not.toThrow()
        vi.unstubAllEnvs()
      }
    })

    test('has no variable that is not known, and none twice', async () => {
      for (const { container } of await containers()) {
        const schema = serviceSchemas[container.name]
        const read = Object.keys(schema?.shape ?? { ...processVariables({ port: 0 }), ...kafkaVariables })
        const others = schema ? REFERRED : [...REFERRED, 'CONNECTIONS_FILE', 'PARTNERS_FILE']
        const names = container.env.map(({ name }) => name)
        const known = (name: string) => [...read, ...others].includes(name)
        const unknown = names.filter((name) => !known(name) && !known(name.replace(/_FILE$/, '')))
        expect(unknown, container.name).toEqual([])
        expect(new Set(names).size, container.name).toBe(names.length)
      }
    })

    test('has secrets in files only', async () => {
      for (const { container } of await containers())
        for (const { name, ...rest } of container.env) {
          expect(Object.keys(rest), name).toEqual(['value'])
          expect(name).not.toMatch(/(PASSWORD|TOKENS?|SECRET|KEY)$/)
        }
    })
  })
})
