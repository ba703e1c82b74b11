import { createServer } from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type RunningService, startService } from '../test/start-service.ts'

// Each test starts a process.
vi.setConfig({ testTimeout: 30_000 })

let services: RunningService[] = []
afterEach(() => {
  for (const { child } of services) child.kill('SIGKILL')
  services = []
})

function start(scene: string, env: Record<string, string> = {}, ...args: string[]): RunningService {
  const service = startService({ SCENE: scene, ...env }, ...args)
  services.push(service)
  return service
}

describe('a signal', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s stops once and exits 0, however often it comes',
    async (signal) => {
      const service = start('plain')
      await service.says('"started"')
      service.child.kill(signal)
      service.child.kill(signal)
      expect(await service.exitCode).toBe(0)
      expect(service.entries().filter(({ msg }) => msg === 'stop is called')).toHaveLength(1)
    },
  )

  test('lets requests in flight finish before stop is called', async () => {
    const service = start('plain', {}, '--own-server')
    const address = await service.address()
    const answer = fetch(`${address}/slow`)
    await service.says('slow request begins')
    service.child.kill('SIGTERM')
    expect(await (await answer).text()).toBe('done')
    expect(await service.exitCode).toBe(0)
    const told = service.entries().map(({ msg }) => msg)
    expect(told.indexOf('stop is called')).toBeGreaterThan(told.indexOf('request completed'))
  })

  test('while the process still waits for something ends it with 0', async () => {
    const service = start('waits')
    await service.says('waiting for the broker')
    service.child.kill('SIGTERM')
    expect(await service.exitCode).toBe(0)
  })

  test('when stopping takes longer than the grace time: exit code 1', async () => {
    const service = start('never stops', { GRACE_MS: '50' })
    await service.says('"started"')
    service.child.kill('SIGTERM')
    expect(await service.exitCode).toBe(1)
    expect(service.entries().at(-1)).toMatchObject({ level: 'error', withinMs: 50 })
  })

  test('when stopping fails: exit code 1', async () => {
    const service = start('cannot stop')
    await service.says('"started"')
    service.child.kill('SIGTERM')
    expect(await service.exitCode).toBe(1)
  })
})

describe('health', () => {
  test('is served while the process waits, with what it waits for, and that is logged once', async () => {
    const service = start('waits')
    const address = await service.address()
    await service.says('waiting for the broker')
    expect((await fetch(`${address}/livez`)).status).toBe(200)
    const ready = await fetch(`${address}/readyz`)
    expect(ready.status).toBe(503)
    expect(await ready.json()).toEqual({
      status: 'not ready',
      checks: {
        starting: { ok: false, detail: { waitingFor: { 'the broker': 'connection refused' } } },
      },
    })
    expect(service.entries().filter(({ level }) => level === 'warn')).toHaveLength(1)
  })

  test('reports the checks of the service once it has started, without the waiting', async () => {
    const service = start('waits twice')
    const address = await service.address()
    await service.says('the broker: no longer waiting')
    await service.says('"started"')
    const ready = await fetch(`${address}/readyz`)
    expect(ready.status).toBe(200)
    expect(await ready.json()).toEqual({ status: 'ready', checks: { broker: { ok: true } } })
  })
})

describe('exit code', () => {
  test('78 when the configuration is wrong, with the faults on stderr and nothing on stdout', async () => {
    const service = start('plain', { PORT: 'x', LOG_LEVEL: 'loud' })
    expect(await service.exitCode).toBe(78)
    expect(service.stderr()).toMatch(/^The configuration has 2 faults.*\n {2}PORT: .*\n {2}LOG_LEVEL: .*\n$/)
  })

  test.each([
    ['fatal', 'deaf consumer'],
    ['uncaught', 'nobody caught me'],
    ['unhandled', 'nobody awaited me'],
  ])('1 after an error of the kind "%s", having stopped', async (scene, message) => {
    const service = start(scene)
    expect(await service.exitCode).toBe(1)
    const entries = service.entries()
    expect(entries).toContainEqual(expect.objectContaining({ level: 'fatal', msg: `fatal: ${message}` }))
    expect(entries).toContainEqual(expect.objectContaining({ msg: 'stop is called' }))
  })

  test('1 when the service cannot start', async () => {
    const service = start('cannot start')
    expect(await service.exitCode).toBe(1)
    expect(service.entries()).toContainEqual(expect.objectContaining({ msg: 'fatal: no such contract' }))
  })

  test('1 when the port is in use, saying so', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const address = holder.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const service = start('plain', { PORT: String(port) })
    expect(await service.exitCode).toBe(1)
    expect(service.entries()).toContainEqual(
      expect.objectContaining({
        msg: `fatal: cannot listen on 127.0.0.1:${port}: the port is in use; end the process that holds it, or set PORT to another`,
      }),
    )
    holder.close()
  })
})
