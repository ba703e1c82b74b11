import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline/promises'
import { fileURLToPath } from 'node:url'
import { type Accident, BASIC, DESK } from './gateway.ts'

export { PASSWORD, USER } from './gateway.ts'

/** A running server.ts. */
export interface ODataServer {
  readonly origin: string
  /** A request of the desk's own, with whatever version the entity has. @throws {Error} when it is refused */
  desk(method: string, path: string, body?: unknown): Promise<unknown>
  accident(accident: Accident): Promise<void>
  close(): Promise<void>
}

/** @param pageSize rows of a page: what is more, its @odata.nextLink leads to */
export async function startODataServer(pageSize: number): Promise<ODataServer> {
  const main = fileURLToPath(new URL('server.ts', import.meta.url))
  // CAP looks for its database's package from where it runs.
  const cwd = fileURLToPath(new URL('../../../../..', import.meta.url))
  const child = spawn(process.execPath, [main, String(pageSize)], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  // A test run that ends in the middle leaves no server behind.
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  let told = ''
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()))
  let origin: string | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    told += `${line}\n`
    if (!line.startsWith('{')) continue
    origin = `http://127.0.0.1:${(JSON.parse(line) as AddressInfo).port}`
    break
  }
  child.stdout.resume()
  if (origin === undefined) throw new Error(`the OData server did not start:\n${told}`)
  return {
    origin,
    async desk(method, path, body) {
      const headers = {
        [DESK]: 'yes',
        authorization: BASIC,
        'content-type': 'application/json;IEEE754Compatible=true',
        accept: 'application/json;IEEE754Compatible=true',
        ...(method !== 'GET' && method !== 'POST' && { 'if-match': '*' }),
      }
      const answer = await fetch(origin + path, {
        method,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
      return text === '' ? undefined : (JSON.parse(text) as unknown)
    },
    async accident(accident) {
      await fetch(`${origin}/accident`, { method: 'POST', body: JSON.stringify(accident) })
    },
    async close() {
      process.off('exit', kill)
      const ended = once(child, 'exit')
      kill()
      await ended
    },
  }
}
