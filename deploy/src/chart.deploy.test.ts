/** The chart, rendered by the real helm: what the cluster would be given is valid, and fits the services. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, inject, test } from 'vitest'
import { stringify } from 'yaml'
import { helm } from './helm.ts'
import { type Manifest, parseManifests, podsOf } from './manifests.ts'
import { models, typeFaults } from './strict-types.ts'

const binary = inject('helm')
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const chart = at('../helm')
const written = (path: string) => readFile(at(path), 'utf8')
const VALUES = ['minimal', 'production', 'everything'] as const

async function rendered(values: (typeof VALUES)[number], ...more: readonly string[]): Promise<Manifest[]> {
  const file = join(chart, 'ci', `${values}.yaml`)
  return parseManifests(await helm(binary, 'template', 'po', chart, '--values', file, ...more))
}

describe.skipIf(binary === '')('the chart', () => {
  describe.each(VALUES)('with the values of %s', (values) => {
    test('passes helm lint', async () => {
      const file = join(chart, 'ci', `${values}.yaml`)
      expect(await helm(binary, 'lint', '--strict', chart, '--values', file)).toContain('0 chart(s) failed')
    })

    test('renders objects that are valid by the schema of their kind', async () => {
      for (const manifest of await rendered(values)) {
        const model = models[`${manifest.apiVersion} ${manifest.kind}`]
        expect(model, `${manifest.apiVersion} ${manifest.kind}`).toBeDefined()
        type Model = new (data: object) => { validate(): void }
        const { [manifest.kind]: Kind } = (await import(model ?? '')) as Record<string, Model>
        if (!Kind) throw new Error(`${model} has no ${manifest.kind}`)
        expect(() => new Kind(manifest).validate(), manifest.metadata.name).not.toThrow()
      }
    })

    test('renders no field that Kubernetes does not know', async () => {
      expect(await typeFaults(await rendered(values))).toEqual([])
    })

    test('runs nothing as root, with a root file system to write to, or with a token of the cluster', async () => {
      for (const { name, pod } of podsOf(await rendered(values))) {
        expect(pod.securityContext, name).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 })
        expect(pod.automountServiceAccountToken, name).toBe(false)
        for (const { securityContext } of [...(pod.initContainers ?? []), ...pod.containers]) {
          expect(securityContext, name).toEqual({
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          })
        }
      }
    })

    test('sets no variable that the services do not know', async () => {
      const documented = new Set((await written('../../docs/configuration.md')).match(/(?<=^\| `)[A-Z_]+/gm))
      // The connections file may refer to any.
      documented.add('ERP_TOKEN')
      for (const { pod } of podsOf(await rendered(values))) {
        const names = pod.containers.flatMap(({ env }) => env.map(({ name }) => name))
        expect(
          names.filter((name) => !documented.has(name) && !documented.has(name.replace(/_FILE$/, ''))),
        ).toEqual([])
        expect(names).toEqual(expect.arrayContaining(['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL']))
      }
    })

    test('runs images that the Dockerfile makes, on the ports that they are asked on', async () => {
      const dockerfile = await written('../../Dockerfile')
      for (const { pod } of podsOf(await rendered(values))) {
        for (const { image, name, ports = [], livenessProbe, readinessProbe, env } of pod.containers) {
          const [, target = ''] = /([a-z-]+):[^/]*$/.exec(image) ?? []
          expect(dockerfile).toMatch(new RegExp(`^FROM .* AS ${target}$`, 'm'))
          if (name === 'topics') continue
          expect(livenessProbe?.httpGet).toEqual({ path: '/livez', port: 'http' })
          expect(readinessProbe?.httpGet).toEqual({ path: '/readyz', port: 'http' })
          const port = ports.find((each) => each.name === 'http')?.containerPort
          expect(env).toContainEqual({ name: 'PORT', value: String(port) })
          expect(dockerfile).toContain(`EXPOSE ${port}\nCOPY --from=bundle /source/bundle/${name} .`)
        }
      }
    })

    test('gives more time to end than the services take', async () => {
      const [, grace] = /`GRACE_MS` \| `(\d+)`/.exec(await written('../../docs/configuration.md')) ?? []
      for (const { pod } of podsOf(await rendered(values))) {
        const { terminationGracePeriodSeconds } = pod
        if (terminationGracePeriodSeconds)
          expect(terminationGracePeriodSeconds * 1000).toBeGreaterThan(Number(grace))
      }
    })
  })

  test('scales the appliers on the lag of the groups that they read in', async () => {
    const scaled = (await rendered('everything', '--set', 'topicPrefix=eu.')).find(
      ({ kind }) => kind === 'ScaledObject',
    )
    const { triggers } = (scaled?.spec ?? {}) as { triggers?: { metadata: Record<string, string> }[] }
    expect(triggers?.map(({ metadata }) => [metadata['topic'], metadata['consumerGroup']])).toEqual([
      ['eu.purchasing.order-update.v1', 'eu.update-applier.acme'],
      ['eu.purchasing.order-update.v1', 'eu.update-applier.globex'],
    ])
  })

  test('starts new pods when the connections change', async () => {
    const checksums = async (...more: string[]) =>
      (await rendered('everything', ...more)).flatMap(
        ({ spec }) =>
          (spec as { template?: Manifest } | undefined)?.template?.metadata.annotations?.[
            'checksum/connections'
          ] ?? [],
      )
    const before = await checksums()
    expect(before).toHaveLength(2)
    expect(await checksums('--set', 'connections[0].url=http://elsewhere')).not.toEqual(before)
  })

  test.each([
    ['no broker', { kafka: { brokers: '' } }, /kafka\.brokers: say where Kafka is/],
    ['a broker without a port', { kafka: { brokers: 'kafka' } }, /\/kafka\/brokers/],
    [
      'a gateway open to all, unsaid',
      { gateway: { allowUnauthenticated: false } },
      /gateway\.partnersSecret: name a Secret/,
    ],
    ['a name that is not known', { applier: { replica: 2 } }, /additional properties 'replica' not allowed/],
    ['a number for a text', { env: { KAFKA_TLS: true } }, /\/env\/KAFKA_TLS.*want string/],
    ['connections twice', { existingConnections: 'mine' }, /give one of them/],
    ['none', { connections: [] }, /name the ERPs/],
    [
      'a secret that is nowhere',
      { secrets: [{ variable: 'ERP_TOKEN' }] },
      /missing properties? '?secretName/,
    ],
  ])('refuses %s, and says where', async (_, values, message) => {
    const folder = await mkdtemp(join(tmpdir(), 'values-'))
    const file = join(folder, 'values.yaml')
    await writeFile(file, stringify(values))
    await expect(rendered('minimal', '--values', file)).rejects.toThrow(message)
    await rm(folder, { recursive: true })
  })
})

describe('the check of fields', () => {
  test('finds one that is misspelt', async () => {
    const probe = { httpGet: { path: '/', port: 1 }, periodSecnds: 4 }
    const spec = { containers: [{ name: 'a', image: 'b', livenessProbe: probe }] }
    const template = { metadata: {}, spec }
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'a' },
      spec: { selector: {}, template },
    }
    expect(await typeFaults([deployment])).toEqual([expect.stringContaining('periodSecnds') as string])
  })
})
