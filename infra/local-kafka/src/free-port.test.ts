import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { freePorts } from './free-port.ts'

test('the ports are different, can be bound, and lie below those of outgoing connections', async () => {
  const ports = await freePorts(6)
  expect(new Set(ports).size).toBe(6)
  for (const port of ports) {
    expect(port).toBeLessThan(32_768)
    const server = createServer()
    onTestFinished(() => void server.close())
    await new Promise<void>((listening, failed) => {
      server.once('error', failed).listen(port, '127.0.0.1', listening)
    })
  }
})
