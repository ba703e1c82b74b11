import { afterEach, expect, test } from 'vitest'
import { ErpUnauthorised, ErpUnavailable } from '../errors.ts'
import { listenHttp } from '../testing/listen.ts'
import { createHttpClient, type ErpRequest, type HttpClient } from './client.ts'
import { bearerToken, type Credential } from './credential.ts'

const never = new AbortController().signal
const read: ErpRequest = { method: 'GET', path: '/orders/1', intent: 'read-order' }
const opened: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close()
})

interface Asked {
  readonly path: string | undefined
  readonly authorization: string | undefined
}

/** An ERP that accepts one credential, and a client to it. */
async function erpAccepting(accepted: string | undefined, credential: Credential, basePath = '') {
  const asked: Asked[] = []
  const listener = await listenHttp((request, response) => {
    const { authorization } = request.headers
    asked.push({ path: request.url, authorization })
    response.writeHead(authorization === accepted ? 200 : 401).end('{}')
  })
  const url = listener.origin + basePath
  const client = createHttpClient({ url, credential, connections: 8, timeoutMs: 5000 })
  opened.push(
    () => listener.close(),
    () => client.close(),
  )
  return { client, asked }
}

/** A credential whose token is the count of its renewals. */
function counting(last = Infinity) {
  let token = 0
  let renewals = 0
  const proofs = Array.from({ length: 100 }, (_, count) => ({ authorization: `token ${count}` }))
  const credential: Credential = {
    get: () => Promise.resolve(proofs[token]),
    renew: () => {
      renewals += 1
      token = Math.min(token + 1, last)
      return Promise.resolve(true)
    },
  }
  return { credential, renewals: () => renewals }
}

const errorOf = (client: HttpClient) =>
  client.send(read, never).then(
    () => undefined,
    (error: unknown) => error,
  )

test('a request goes under the base path with the token', async () => {
  const { client, asked } = await erpAccepting('Bearer secret', bearerToken('secret'), '/company/7/')
  expect((await client.send(read, never)).status).toBe(200)
  expect(asked).toEqual([{ path: '/company/7/orders/1', authorization: 'Bearer secret' }])
})

test('without a token no credential is sent', async () => {
  const { client, asked } = await erpAccepting(undefined, bearerToken(undefined))
  await client.send(read, never)
  expect(asked).toEqual([{ path: '/orders/1', authorization: undefined }])
})

test('a refused credential is renewed once and the request repeated', async () => {
  const { credential, renewals } = counting()
  const { client, asked } = await erpAccepting('token 1', credential)
  expect((await client.send(read, never)).status).toBe(200)
  expect(asked.map(({ authorization }) => authorization)).toEqual(['token 0', 'token 1'])
  expect(renewals()).toBe(1)
})

test('a credential refused again after its renewal is a configuration fault', async () => {
  const { credential } = counting()
  const { client, asked } = await erpAccepting('token 9', credential)
  expect(await errorOf(client)).toBeInstanceOf(ErpUnauthorised)
  expect(asked).toHaveLength(2)
})

test('a token that cannot be renewed is not tried again', async () => {
  const { client, asked } = await erpAccepting('Bearer other', bearerToken('old'))
  const error = await errorOf(client)
  expect(error).toBeInstanceOf(ErpUnauthorised)
  expect((error as Error).message).not.toContain('old')
  expect(asked).toHaveLength(1)
})

test('many requests refused at the same time renew the credential once', async () => {
  const { credential, renewals } = counting()
  const { client } = await erpAccepting('token 1', credential)
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.send(read, never)))
  expect(answers.every(({ status }) => status === 200)).toBe(true)
  expect(renewals()).toBe(1)
})

test('a credential that cannot be fetched is told as its own failure', async () => {
  const away = new ErpUnavailable('the token endpoint is away')
  const { client, asked } = await erpAccepting('any', {
    get: () => Promise.reject(away),
    renew: () => Promise.resolve(false),
  })
  expect(await errorOf(client)).toBe(away)
  expect(asked).toHaveLength(0)
})
