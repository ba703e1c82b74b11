/** The way to an ERP through a proxy: plain HTTP is passed on, HTTPS goes through a tunnel that the proxy cannot read. */
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createHttpServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { ErpUnavailable } from '../../errors.ts'
import { errorOf, patient } from '../../testing/reading.ts'
import { makeCertificate } from './testing/certificate.ts'
import { connectionTo, tinyErp } from './testing/tiny-erp.ts'

const folder = mkdtempSync(join(tmpdir(), 'rest-proxy-'))
const made = makeCertificate(folder)
const opened: (() => unknown)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close()
})
afterAll(() => rmSync(folder, { recursive: true }))

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  opened.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** A proxy that asks for a name and a password, and what went through it. */
async function startProxy() {
  const seen: string[] = []
  const tunnelled: Buffer[] = []
  const mayPass = (authorization: string | undefined) => authorization === 'Basic bWU6aHVzaA=='
  const proxy = createHttpServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    if (!mayPass(request.headers['proxy-authorization'])) response.writeHead(407).end()
    else void fetch(request.url ?? '').then(async (answer) => response.end(await answer.text()))
  })
  proxy.on('connect', (request, client) => {
    seen.push(`CONNECT ${request.url}`)
    if (!mayPass(request.headers['proxy-authorization'])) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
      return
    }
    const { hostname, port } = new URL(`http://${request.url}`)
    const erp = connect(Number(port), hostname, () => client.write('HTTP/1.1 200 Connected\r\n\r\n'))
    client.on('data', (bytes: Buffer) => tunnelled.push(bytes))
    client.pipe(erp).pipe(client)
    for (const socket of [client, erp]) socket.on('error', () => socket.destroy())
  })
  const port = await listening(proxy)
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    tunnelled: () => Buffer.concat(tunnelled).toString('latin1'),
  }
}

function through(proxy: string, erp: string, more: Readonly<Record<string, unknown>> = {}) {
  const connection = connectionTo(
    erp,
    { proxy: { url: proxy, user: 'me', password: '${SECRET}' }, ...more },
    { SECRET: 'hush', OTHER: 'wrong' },
  )
  opened.push(() => connection.close())
  return connection
}

test('plain HTTP is passed on by a proxy that is told who we are', async () => {
  const erp = await tinyErp(() => ({ body: { id: '1' } }))
  opened.push(erp.close)
  const proxy = await startProxy()
  expect((await through(proxy.url, erp.origin).readOrder('1', patient))?.order.number).toBe('1')
  expect(proxy.seen).toEqual([`GET ${erp.origin}/orders/1`])
})

describe.skipIf(!made)(`HTTPS${made ? '' : ' (skipped: openssl is not installed)'}`, () => {
  async function startSecureErp() {
    const asked: string[] = []
    const pem = (name: string) => readFileSync(join(folder, name))
    const server = createTlsServer({ key: pem('key.pem'), cert: pem('cert.pem') }, (request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization}`)
      response.end('{"id":"1"}')
    })
    const port = await listening(server)
    return { url: `https://localhost:${port}`, asked }
  }
  const settings = { tls: { ca: join(folder, 'cert.pem') }, access: { bearer: { token: '${SECRET}' } } }

  test('goes through a tunnel: the proxy learns the host, and nothing of what is said', async () => {
    const [erp, proxy] = [await startSecureErp(), await startProxy()]
    const connection = through(proxy.url, erp.url, settings)
    for (let count = 0; count < 3; count++)
      expect((await connection.readOrder('1', patient))?.order.number).toBe('1')
    expect(erp.asked).toEqual(Array(3).fill('GET /orders/1 Bearer hush'))
    expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT ${new URL(erp.url).host}`]))
    expect(proxy.tunnelled()).not.toMatch(/orders|Bearer|hush/)
  })

  test('is refused where the certificate is nobody we trust', async () => {
    const [erp, proxy] = [await startSecureErp(), await startProxy()]
    const error = await errorOf(through(proxy.url, erp.url).readOrder('1', patient))
    expect(error).toBeInstanceOf(ErpUnavailable)
    expect(erp.asked).toEqual([])
  })

  test('is unavailable, without a secret in the words, where the proxy does not let us through', async () => {
    const [erp, proxy] = [await startSecureErp(), await startProxy()]
    const refused = { ...settings, proxy: { url: proxy.url, user: 'me', password: '${OTHER}' } }
    const error = await errorOf(through(proxy.url, erp.url, refused).readOrder('1', patient))
    expect(error).toBeInstanceOf(ErpUnavailable)
    expect((error as Error).message).toContain('407')
    expect((error as Error).message).not.toMatch(/hush|wrong/)
    expect(erp.asked).toEqual([])
  })
})
