import { expect, test } from 'vitest'
import { tokenIn, tokenRequest } from './token-request.ts'

const client = { clientId: 'a:b', clientSecret: 'h&ü', scope: 'orders read' }

test('client credentials go in the header, each form-encoded before they are joined', () => {
  const { headers, body } = tokenRequest(client)
  const [, basic = ''] = headers['authorization']?.split(' ') ?? []
  expect(Buffer.from(basic, 'base64').toString()).toBe('a%3Ab:h%26%C3%BC')
  expect(body).toBe('grant_type=client_credentials&scope=orders+read')
})

test('or in the form, with whatever else is asked for', () => {
  const { headers, body } = tokenRequest({ ...client, clientIn: 'body', parameters: { audience: 'erp' } })
  expect(headers['authorization']).toBeUndefined()
  expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
    grant_type: 'client_credentials',
    scope: 'orders read',
    client_id: 'a:b',
    client_secret: 'h&ü',
    audience: 'erp',
  })
})

test('a refresh token makes it another grant', () => {
  const { body } = tokenRequest({ ...client, refreshToken: 'r1' })
  expect(body).toBe('grant_type=refresh_token&refresh_token=r1&scope=orders+read')
})

test.each([
  [
    { access_token: 't', expires_in: 3600, refresh_token: 'r2' },
    { token: 't', lifetimeMs: 3_600_000, refreshToken: 'r2' },
  ],
  [
    { access_token: 't', expires_in: '3600' },
    { token: 't', lifetimeMs: 3_600_000, refreshToken: undefined },
  ],
  [
    { access_token: 't', expires_in: 'soon' },
    { token: 't', lifetimeMs: undefined, refreshToken: undefined },
  ],
  [{ access_token: '' }, undefined],
  [{ access_token: 7 }, undefined],
  [{}, undefined],
  [null, undefined],
  ['t', undefined],
])('the answer %j grants %j', (answer, granted) => {
  expect(tokenIn(answer)).toEqual(granted)
})
