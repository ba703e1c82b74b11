/** Each image on its own, run as strictly as docker-compose.yml runs it. */
import { readdirSync } from 'node:fs'
import { GenericContainer, Wait } from 'testcontainers'
import { request } from 'undici'
import { describe, expect, inject, test } from 'vitest'
import { docker, imageOf } from './docker.ts'

const services = readdirSync(new URL('../../../services/', import.meta.url))
const images = [...services, 'adapter']
const reason = inject('noContainers')

interface Inspected {
  readonly Size: number
  readonly Config: {
    readonly User: string
    readonly Labels: Record<string, string>
    readonly Healthcheck: { readonly Test: readonly string[] }
  }
}

async function inspected(image: string): Promise<Inspected> {
  const [found] = JSON.parse(await docker('image', 'inspect', image)) as Inspected[]
  if (!found) throw new Error(`there is no image ${image}`)
  return found
}

const strict = ['run', '--rm', '--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges']

/** How a container ended that was to end at once. */
async function ended(...args: readonly string[]): Promise<{ code: number; said: string }> {
  return docker(...strict, ...args).then(
    (said) => ({ code: 0, said }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      said: stdout + stderr,
    }),
  )
}

describe.skipIf(reason)(`an image${reason && ` (skipped: ${reason})`}`, () => {
  test.each(images)('%s adds less than 20 MB to Node, names itself, and is no root', async (name) => {
    const [image, node] = await Promise.all([inspected(imageOf(name)), inspected('node:24-bookworm-slim')])
    expect(image.Size - node.Size).toBeLessThan(20_000_000)
    expect(image.Config.User).toBe('node')
    expect(image.Config.Labels).toMatchObject({
      'org.opencontainers.image.title': name,
      'org.opencontainers.image.description': expect.stringMatching(/\S/),
      'org.opencontainers.image.licenses': 'MIT',
      'org.opencontainers.image.version': expect.stringMatching(/^\d+\.\d+\.\d+$/),
    })
    expect(image.Config.Healthcheck.Test[0]).toBe(name === 'adapter' ? 'NONE' : 'CMD')
  })

  test('it has no package manager of Node', async () => {
    const look = `const { existsSync } = require('node:fs')
      console.log(process.env.PATH.split(':').flatMap((folder) =>
        ['npm', 'npx', 'corepack', 'yarn', 'pnpm'].filter((name) => existsSync(folder + '/' + name))))`
    const { code, said } = await ended('--entrypoint', 'node', imageOf('update-applier'), '-e', look)
    expect([code, said.trim()]).toEqual([0, '[]'])
  })

  test('without its configuration a service names what is missing and ends with 78', async () => {
    const { code, said } = await ended(imageOf('erp-extractor'))
    expect(code).toBe(78)
    expect(said).toContain('KAFKA_BROKERS: is not set')
    expect(said).toContain('CONNECTIONS_FILE: is not set')
  })

  test('a stack trace names the sources', async () => {
    const { code, said } = await ended('--env=HOST=no.such.host.invalid', imageOf('mock-erp'))
    expect(code).toBe(1)
    expect(said).toMatch(/packages\/process\/src\/listen\.ts:\d+:\d+/)
  })

  test('the command explains itself', async () => {
    expect(await docker(...strict, imageOf('adapter'))).toContain('Usage: adapter')
  })

  test('the gateway lives without a broker, is not ready, and takes nothing', async () => {
    await using gateway = await new GenericContainer(imageOf('publisher-gateway'))
      .withEnvironment({
        ALLOW_UNAUTHENTICATED: 'true',
        KAFKA_BROKERS: '127.0.0.1:1',
        SCHEMA_REGISTRY_URL: 'http://127.0.0.1:1',
      })
      .withExposedPorts(5000)
      .withWaitStrategy(Wait.forHttp('/livez', 5000))
      .start()
    const url = `http://${gateway.getHost()}:${gateway.getMappedPort(5000)}`
    expect((await request(`${url}/readyz`)).statusCode).toBe(503)
    const sent = await request(`${url}/send`, {
      method: 'POST',
      body: '{"id":1}',
      headers: { 'content-type': 'application/json' },
    })
    expect(sent.statusCode).toBe(503)
  })

  test('the mock ERP becomes healthy with all of its orders, and ends on SIGTERM with 0', async () => {
    await using erp = await new GenericContainer(imageOf('mock-erp'))
      .withExposedPorts(5005)
      .withWaitStrategy(Wait.forHealthCheck())
      .withStartupTimeout(60_000)
      .start()
    const url = `http://${erp.getHost()}:${erp.getMappedPort(5005)}/api/purchase-orders/4011`
    expect((await request(url)).statusCode).toBe(200)
    await docker('stop', '--time', '20', erp.getId())
    expect(await docker('inspect', '--format', '{{.State.ExitCode}}', erp.getId())).toBe('0')
  })
})
