/** Services, Dockerfile, docker-compose.yml and documents say the same. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { imageEnvironment } from '../../local-deployment/src/image-environment.ts'
import { KAFKA_VERSION, REGISTRY_VERSION } from '../../local-kafka/src/downloads.ts'

const repository = new URL('../../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, repository), 'utf8')

interface ComposeService {
  readonly image: string
  readonly profiles?: readonly string[]
  readonly build?: { readonly target: string }
  readonly ports?: readonly string[]
}

const services = readdirSync(new URL('services/', repository))
const images = [...services, 'adapter'].toSorted()
const dockerfile = read('Dockerfile')
const stages = new Map(
  dockerfile
    .split(/^FROM /m)
    .slice(1)
    .map((stage) => [/^\S+ AS (\S+)/.exec(stage)?.[1] ?? '', stage]),
)
const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  readonly services: Record<string, ComposeService>
}
const entries = Object.entries(compose.services)
const imageOf = (image: string) => /^purchase-order-channel-adapter\/([^:]+):/.exec(image)?.[1] ?? ''
const ours = entries.filter(([, { image }]) => imageOf(image) !== '')
const packageJson = JSON.parse(read('package.json')) as { version: string; packageManager: string }

describe('the Dockerfile', () => {
  test('has a target for every service and for the command, which holds its own bundle', () => {
    const targets = [...stages].filter(([, stage]) => stage.includes('/source/bundle/'))
    expect(targets.map(([name]) => name).toSorted()).toEqual(images)
    for (const [name, stage] of targets) expect(stage).toContain(`/source/bundle/${name} .`)
  })

  test("says each service's own port", () => {
    const ports = read('docs/configuration.md').matchAll(/^## (\S+)\n\nListens on port (\d+)/gm)
    const documented = [...ports].map(([, service = '', port = '']) => ({ service, port }))
    expect(documented.map(({ service }) => service).toSorted()).toEqual(services.toSorted())
    for (const { service, port } of documented) {
      expect(stages.get(service)).toContain(`ENV PORT=${port}\nEXPOSE ${port}\n`)
    }
  })

  test('bounds the memory of a service as a start on this machine does', () => {
    const [, arenas] = /^ENV .*\bMALLOC_ARENA_MAX=(\S+)/m.exec(stages.get('runtime') ?? '') ?? []
    for (const service of services) {
      const [, added] = /^ENV NODE_OPTIONS="\$\{NODE_OPTIONS\} (.+)"$/m.exec(stages.get(service) ?? '') ?? []
      const [, mapped] = /^ENV MALLOC_MMAP_THRESHOLD_=(\d+)$/m.exec(stages.get(service) ?? '') ?? []
      const ofImage = {
        ...(arenas && { MALLOC_ARENA_MAX: arenas }),
        ...(added && { NODE_OPTIONS: added }),
        ...(mapped && { MALLOC_MMAP_THRESHOLD_: mapped }),
      }
      expect(ofImage, service).toEqual(imageEnvironment(service))
    }
  })

  test('installs with our pnpm, and tells our version', () => {
    expect(dockerfile).toContain(`npx --yes ${packageJson.packageManager} install`)
    expect(dockerfile).toContain(`ARG VERSION=${packageJson.version}\n`)
  })
})

test('CI builds and scans every image', () => {
  const workflow = parse(read('.github/workflows/ci.yml')) as {
    jobs: { image: { strategy: { matrix: { name: string[] } } } }
  }
  expect(workflow.jobs.image.strategy.matrix.name).toEqual(images)
})

describe('docker-compose.yml', () => {
  test('runs every image, built from the target of its name', () => {
    expect([...new Set(ours.map(([, { image }]) => imageOf(image)))].toSorted()).toEqual(images)
    const built = ours.flatMap(([, { image, build }]) =>
      build ? [{ image: imageOf(image), target: build.target }] : [],
    )
    expect(built.map(({ image }) => image).toSorted()).toEqual(images)
    for (const { image, target } of built) expect(target).toBe(image)
  })

  test('takes for mocks what is named so, and nothing else', () => {
    const mocks = ours.filter(([, { profiles = [] }]) => profiles.includes('mocks'))
    expect(mocks.map(([name]) => name)).toEqual(
      ours.map(([name]) => name).filter((name) => name.startsWith('mock-')),
    )
  })

  test('runs the broker and the registry that the tests run', () => {
    expect(compose.services['kafka']?.image).toBe(`apache/kafka:${KAFKA_VERSION}`)
    expect(compose.services['schema-registry']?.image).toBe(`apicurio/apicurio-registry:${REGISTRY_VERSION}`)
  })

  test.each(entries)('gives %s no more rights than it needs, and limits', (_name, service) => {
    expect(service).toMatchObject({
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      mem_limit: expect.any(String),
      cpus: expect.any(Number),
      pids_limit: expect.any(Number),
    })
  })

  test.each(ours)('mounts the root of %s read-only, and never pulls it', (_name, service) => {
    expect(service).toMatchObject({ read_only: true, pull_policy: 'never' })
  })

  test('has Prometheus read the metrics of every service', () => {
    const { scrape_configs } = parse(read('deploy/observability/prometheus.yml')) as {
      scrape_configs: { static_configs: { targets: string[] }[] }[]
    }
    const scraped = scrape_configs.flatMap(({ static_configs }) =>
      static_configs.flatMap(({ targets }) => targets),
    )
    const serving = ours.filter(([, { image }]) => imageOf(image) !== 'adapter')
    const expected = serving.map(([name, { image }]) => {
      const [, port = ''] = /^EXPOSE (\d+)$/m.exec(stages.get(imageOf(image)) ?? '') ?? []
      return `${name}:${port}`
    })
    expect(scraped.toSorted()).toEqual(expected.toSorted())
  })

  test('publishes nothing beyond this machine unless told to', () => {
    for (const port of entries.flatMap(([, { ports = [] }]) => ports))
      expect(port).toMatch(/^(127\.0\.0\.1|\$\{GATEWAY_ADDRESS:-127\.0\.0\.1\}):/)
  })
})
