/** The chart, rendered by the real helm: what the cluster would be given is valid, and fits the services. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, inject, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { helm } from './helm.ts'
import { type Manifest, podsOf } from './manifests.ts'
import { chart, rendered as render, VALUES, valuesFile } from './rendered.ts'
import { models, typeFaults } from './strict-types.ts'

const binary = inject('helm')
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const written = (path: string) => readFile(at(path), 'utf8')
const rendered = (values: (typeof VALUES)[number], ...more: readonly string[]) =>
  render(binary, values, ...more)

describe.skipIf(binary === '')('the chart', () => {
  describe.each(VALUES)('with the values of %s', (values) => {
    test('passes helm lint', async () => {
      const said = await helm(binary, 'lint', '--strict', chart, '--values', valuesFile(values))
      expect(said).toContain('0 chart(s) failed')
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
        expect(pod, name).toMatchObject({
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 1000,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          automountServiceAccountToken: false,
        })
        for (const { securityContext } of [...(pod.initContainers ?? []), ...pod.containers]) {
          expect(securityContext, name).toEqual({
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          })
        }
      }
    })

    test('runs images that the Dockerfile makes, on the ports that they are asked on', async () => {
      const stages = (await written('../../Dockerfile')).split(/^(?=FROM )/m)
      for (const { pod } of podsOf(await rendered(values))) {
        for (const { image, name, ports = [], livenessProbe, readinessProbe, env } of pod.containers) {
          const [, target = ''] = /([a-z-]+):[^/]*$/.exec(image) ?? []
          const stage = stages.find((each) => new RegExp(`^FROM .* AS ${target}\n`).test(each))
          expect(stage, target).toBeDefined()
          if (name === 'topics') continue
          expect(livenessProbe?.httpGet).toEqual({ path: '/livez', port: 'http' })
          expect(readinessProbe?.httpGet).toEqual({ path: '/readyz', port: 'http' })
          const port = ports.find((each) => each.name === 'http')?.containerPort
          expect(env).toContainEqual({ name: 'PORT', value: String(port) })
          const lines = stage?.split('\n')
          expect(lines).toContain(`EXPOSE ${port}`)
          expect(lines).toContain(`COPY --from=bundle /source/bundle/${name} .`)
        }
      }
    })

    test('waits for the end of a service longer than the service takes at most', async () => {
      const [, usual] = /`GRACE_MS` \| `(\d+)`/.exec(await written('../../docs/configuration.md')) ?? []
      for (const { name, pod } of podsOf(await rendered(values))) {
        const [{ env, lifecycle } = { env: [] }] = pod.containers
        if (name.endsWith('-deploy')) continue
        const graceMs = Number(env.find((each) => each.name === 'GRACE_MS')?.value ?? usual)
        const atMost = graceMs / 1000 + (lifecycle?.preStop.sleep.seconds ?? 0)
        expect(pod.terminationGracePeriodSeconds, name).toBeGreaterThanOrEqual(atMost + 5)
        expect(pod.terminationGracePeriodSeconds, name).toBeLessThan(atMost + 15)
      }
    })
  })

  test('has Prometheus read every service under the job by which the alerts know them', async () => {
    const monitors = (await rendered('everything')).filter(({ kind }) => kind === 'ServiceMonitor')
    const { scrape_configs: jobs } = parse(await written('../observability/prometheus.yml')) as {
      scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[]
    }
    const apart = jobs.find(({ job_name }) => job_name === 'partner-router')
    const own = jobs.find(({ static_configs: [first] }) => first?.targets.includes('update-applier:5002'))
    const targets = [own, apart].flatMap((job) => job?.static_configs[0]?.targets ?? [])
    expect(monitors).toHaveLength(targets.length)
    const relabelings = [{ targetLabel: 'job', replacement: own?.job_name }]
    for (const { spec } of monitors)
      expect(spec).toMatchObject({ endpoints: [{ port: 'http', relabelings }] })
  })

  test('gives the secrets of the ERPs to nobody but those who speak to them', async () => {
    const holders = podsOf(await rendered('everything'))
      .filter(({ pod }) =>
        pod.containers.some(({ env }) => env.some(({ name }) => name === 'ERP_TOKEN_FILE')),
      )
      .map(({ name }) => name)
    expect(holders.toSorted()).toEqual(['po-deploy', 'po-erp-extractor', 'po-update-applier'])
  })

  test('runs the mock systems only when asked for', async () => {
    const mocks = async (values: (typeof VALUES)[number]) =>
      podsOf(await rendered(values)).filter(({ name }) => name.startsWith('po-mock-'))
    expect(await mocks('production')).toEqual([])
    expect(await mocks('everything')).toHaveLength(3)
  })

  test('does before the services what docker-compose.yml does, when asked for', async () => {
    const jobs = podsOf(await rendered('minimal')).filter(({ name }) => name.endsWith('-deploy'))
    expect(jobs).toEqual([])
    const job = podsOf(await rendered('everything')).find(({ name }) => name.endsWith('-deploy'))
    const { services } = parse(await written('../../docker-compose.yml'), { merge: true }) as {
      services: Record<string, { command: string }>
    }
    const steps = [...(job?.pod.initContainers ?? []), ...(job?.pod.containers ?? [])]
    expect(steps.map(({ args = [] }) => args.join(' '))).toEqual([
      services['contracts']?.command,
      `${services['topics']?.command} --replicas 3`,
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
    [
      'a value that is none',
      { env: { KAFKA_TLS: 'yes' } },
      /\/env\/KAFKA_TLS.*must be one of 'true', 'false'/,
    ],
    [
      'a variable that is not known',
      { gateway: { env: { BODY_LIMIT: '1' } } },
      /'\/gateway\/env': additional properties 'BODY_LIMIT' not allowed/,
    ],
    [
      'a secret written down',
      { env: { KAFKA_SASL_PASSWORD: 'x' } },
      /'\/env': additional properties 'KAFKA_SASL_PASSWORD' not allowed/,
    ],
    [
      'a secret that nobody reads',
      { secrets: [{ variable: 'KAFKA_PASSWORD', secretName: 'kafka', key: 'password' }] },
      /\/secrets\/0\/variable': value must be one of/,
    ],
    [
      'a console open to all, unsaid',
      { console: { enabled: true } },
      /console\.env\.OIDC_ISSUER: say where people sign in/,
    ],
    ['connections twice', { existingConnections: 'mine' }, /give one of them/],
    ['none', { connections: [] }, /name the ERPs/],
    [
      'a secret that is nowhere',
      { connectionSecrets: [{ variable: 'ERP_TOKEN' }] },
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
