import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { JavaServer, ServerDidNotStart, whilePortsAreTaken } from './java-server.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'server-'))
})

afterEach(() => rm(folder, { recursive: true }))

/** A server written in shell; ready when it has logged "ready". */
function server(script: string, startTimeoutMs = 10_000): JavaServer {
  return new JavaServer({
    name: 'the server',
    command: '/bin/sh',
    args: ['-c', script],
    cwd: folder,
    logFile: join(folder, 'log'),
    isReady: async (logged) => (await logged()).includes('ready'),
    startTimeoutMs,
  })
}

describe('a server', () => {
  test('that ends while it starts is reported with the tail of its log', async () => {
    const start = server('echo one; echo "no such setting: colour" >&2; exit 1').start()
    await expect(start).rejects.toThrow(ServerDidNotStart)
    await expect(start).rejects.toThrow('the server ended while it started\none\nno such setting: colour')
  })

  test('that never answers is killed and reported', async () => {
    const silent = server('echo waiting; exec sleep 600', 1000)
    await expect(silent.start()).rejects.toThrow('the server did not answer within 1000 ms\nwaiting')
    expect(silent.running).toBe(false)
  })

  test('starts again after a kill, and is judged by what it logs from then on', async () => {
    const twice = server(
      'if [ -e gone ]; then echo broken; exit 1; fi; touch gone; echo ready; exec sleep 600',
    )
    await twice.start()
    const first = twice.pid
    await twice.kill()
    expect(() => twice.pid).toThrow('the server is not running')
    await expect(twice.start()).rejects.toThrow('the server ended while it started\nbroken')
    expect(first).toBeGreaterThan(0)
  })

  test('does not start twice', async () => {
    const one = server('echo ready; exec sleep 600')
    await one.start()
    await expect(one.start()).rejects.toThrow('the server runs already')
    await one.stop()
    expect(one.running).toBe(false)
  })
})

describe('whilePortsAreTaken', () => {
  const taken = new ServerDidNotStart('ended', 'java.net.BindException: Address already in use')

  test('tries again as long as the port was the cause', async () => {
    let calls = 0
    const attempt = async (): Promise<number> => {
      if (++calls < 3) throw taken
      return calls
    }
    expect(await whilePortsAreTaken(attempt, 5)).toBe(3)
  })

  test('gives up after so many tries, and at once on anything else', async () => {
    let calls = 0
    const failing = (fault: Error) => async (): Promise<never> => {
      calls++
      throw fault
    }
    await expect(whilePortsAreTaken(failing(taken), 2)).rejects.toBe(taken)
    expect(calls).toBe(2)
    const other = new ServerDidNotStart('ended', 'OutOfMemoryError')
    await expect(whilePortsAreTaken(failing(other), 5)).rejects.toBe(other)
    expect(calls).toBe(3)
  })
})
