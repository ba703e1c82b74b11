// Guarantee: "pnpm producer", "pnpm consumer" and "pnpm console", in any order, on a machine where nothing runs; and nothing is left.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePorts } from '@channel-adapter/local-kafka'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'

interface Terminal {
  readonly child: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
  /** Resolves with what the pattern found. @throws when the command ends before */
  readonly shows: (pattern: RegExp) => Promise<string>
  /** Presses Ctrl-C; resolves with the exit code. */
  readonly interrupt: () => Promise<number | null>
}

const running = new Set<ChildProcess>()
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
})
let gatewayPort = 0
let consolePort = 0
beforeEach(async () => {
  // Not one for all tests: while nobody listens there, somebody else may take it.
  ;[gatewayPort = 0, consolePort = 0] = await freePorts(2)
})
const folder = mkdtempSync(join(tmpdir(), 'producer-consumer-'))
afterAll(() => rmSync(folder, { recursive: true }))

function open(script: 'producer' | 'consumer' | 'console'): Terminal {
  const path = fileURLToPath(new URL(`${script}.ts`, import.meta.url))
  const { KAFKA_BROKERS: _brokers, SCHEMA_REGISTRY_URL: _registry, ...inherited } = process.env
  const child = spawn(process.execPath, [path], {
    env: {
      ...inherited,
      PORT: String(script === 'console' ? consolePort : gatewayPort),
      DEMO_FOLDER: folder,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const closed = once(child, 'close').then(([code]) => {
    running.delete(child)
    return code as number | null
  })
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    async shows(pattern) {
      for (;;) {
        const found = pattern.exec(stdout) ?? pattern.exec(stderr)
        if (found) return found[1] ?? found[0]
        const more = Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data')])
        const ended = await Promise.race([more.then(() => false), closed.then(() => true)])
        if (ended) throw new Error(`${script} ended without showing ${pattern.source}:\n${stdout}${stderr}`)
      }
    },
    interrupt() {
      child.kill('SIGINT')
      return closed
    },
  }
}

async function send(body: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${gatewayPort}/send`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  await response.arrayBuffer()
  return response.status
}

test('the consumer first: what is sent is printed; when the one with the broker ends, the other waits', async () => {
  const consumer = open('consumer')
  await consumer.shows(/started here/)
  const producer = open('producer')
  await producer.shows(/Ctrl-C ends it/)
  expect(producer.stdout()).toMatch(/of "pnpm consumer" in another terminal/)
  expect(await send('{"id": 1, "mensaje": "Hola desde Postman"}')).toBe(200)
  await consumer.shows(/\{"id":1,"mensaje":"Hola desde Postman"\}\n/)
  expect(consumer.stdout()).toMatch(/^\d\d:\d\d:\d\d {2}channel\.message .*\n$/)

  expect(await consumer.interrupt()).toBe(0)
  await producer.shows(/waiting for it to come back/)
  const next = open('consumer')
  await next.shows(/started here/)
  await expect.poll(() => send('{"id": 2}').catch(() => 0), { timeout: 30_000 }).toBe(200)
  await next.shows(/\{"id":2\}\n/)

  expect(await next.interrupt()).toBe(0)
  expect(await producer.interrupt()).toBe(0)
})

test('the producer first: a consumer that comes later sees what was sent before, and a console finds the same broker', async () => {
  const producer = open('producer')
  await producer.shows(/Ctrl-C ends it/)
  const broker = await producer.shows(/Kafka +(\S+)/)
  expect(await send('[1.10]')).toBe(200)
  const consumer = open('consumer')
  await consumer.shows(/\[1\.10\]\n/)

  const page = open('console')
  const url = await page.shows(/console +(http:\S+)/)
  expect(await (await fetch(url)).text()).toContain('<html')
  expect(await page.interrupt()).toBe(0)
  const second = open('producer')
  await second.shows(/Port \d+ is in use/)
  expect(await consumer.interrupt()).toBe(0)
  expect(await producer.interrupt()).toBe(0)
  await expect(fetch(`http://${broker}`)).rejects.toThrow()
  await expect(send('1')).rejects.toThrow()
})
