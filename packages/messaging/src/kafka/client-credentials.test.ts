import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { clientCredentialsToken } from './client-credentials.ts'

const SECRET = 'canary-0b6e'

/** A token endpoint that answers what it is told to, and counts. */
async function endpoint(answer: () => { status?: number; location?: string; body?: unknown }) {
  let asked = 0
  const server = createServer((_request, response) => {
    asked++
    const { status = 200, location, body = {} } = answer()
    response.writeHead(status, location === undefined ? {} : { location }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => server.close().closeAllConnections())
  const tokenUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`
  return { tokenUrl, asked: () => asked }
}

const credentials = (tokenUrl: string) => ({ tokenUrl, clientId: 'adapter', clientSecret: SECRET })

describe('a token', () => {
  test('is asked for again only shortly before its end', async () => {
    let now = 0
    let serial = 0
    const { tokenUrl, asked } = await endpoint(() => ({
      body: { access_token: `token ${++serial}`, expires_in: 60 },
    }))
    const token = clientCredentialsToken(credentials(tokenUrl), () => now)
    expect([await token(), await token()]).toEqual(['token 1', 'token 1'])
    now = 53_999
    expect(await token()).toBe('token 1')
    now = 54_000
    expect(await token()).toBe('token 2')
    expect(asked()).toBe(2)
  })

  test('that was refused is asked for again the next time', async () => {
    let status = 503
    const { tokenUrl } = await endpoint(() => ({ status, body: { access_token: 'token' } }))
    const token = clientCredentialsToken(credentials(tokenUrl))
    await expect(token()).rejects.toThrow('answers 503')
    status = 200
    expect(await token()).toBe('token')
  })

  test.each([
    [{ status: 302, location: 'http://127.0.0.1:1/elsewhere' }, 'answers 302'],
    [{ status: 401, body: { echo: SECRET } }, 'answers 401'],
    [{ body: { echo: SECRET } }, 'no access_token'],
  ])(
    'is not to be had from an endpoint that answers %j, and the secret is not told',
    async (answer, reason) => {
      const { tokenUrl } = await endpoint(() => answer)
      const error: unknown = await clientCredentialsToken(credentials(tokenUrl))().catch(
        (each: unknown) => each,
      )
      expect(String(error)).toContain(reason)
      expect(String(error)).not.toContain(SECRET)
    },
  )

  test.each([
    'http://169.254.169.254/latest/api/token',
    'http://[fe80::1]/token',
    'http://0xa9.254.169.254/token',
    'http://[::ffff:169.254.169.254]/token',
    'http://100.100.100.200/token',
  ])('is not asked for at %s, and the secret goes nowhere', async (tokenUrl) => {
    await expect(clientCredentialsToken(credentials(tokenUrl))()).rejects.toThrow('is not asked for a token')
  })

  test('is not asked for at a name that leads to this machine or to a cloud’s metadata, whatever it led to before', async () => {
    const { tokenUrl, asked } = await endpoint(() => ({ body: { access_token: 'token' } }))
    for (const address of ['127.0.0.1', '169.254.169.254']) {
      const named = tokenUrl.replace('127.0.0.1', 'login.example')
      const token = clientCredentialsToken(credentials(named), Date.now, (_host, _options, callback) =>
        callback(null, [{ address, family: 4 }]),
      )
      const error = await token().catch((each: unknown) => each)
      expect(String((error as Error).cause)).toContain('login.example is refused')
    }
    expect(asked()).toBe(0)
  })
})
