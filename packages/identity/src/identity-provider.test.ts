// Guarantee: who signs in is who a real provider says they are, for us, now, and nobody else.
import { afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type IdentityProvider, identityProvider, SignInRefused } from './identity-provider.ts'
import { ProviderAway } from './tokens.ts'
import { CLIENT, type OpenidProviderOptions, startOpenidProvider } from './testing/openid-provider.ts'

const REDIRECT = 'http://127.0.0.1:5006/auth/callback'
const ana = { sub: 'ana-1', name: 'Ana Núñez', roles: ['operator'] }

async function started(options: Partial<OpenidProviderOptions> = {}) {
  const provider = await startOpenidProvider({ accounts: [ana], redirectUris: [REDIRECT], ...options })
  onTestFinished(() => provider.stop())
  return provider
}
function clientOf(issuer: string, claim = 'roles'): IdentityProvider {
  return identityProvider({
    issuer,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    scope: 'openid profile',
    claim,
    clockSkewSeconds: 5,
  })
}
/** As a browser goes there, and comes back. @returns where the provider leads back to */
async function atProvider(url: URL, sub = ana.sub): Promise<URL> {
  const jar = new Map<string, string>()
  let at = url
  for (let hops = 0; hops < 10; hops++) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(at, { headers: { cookie }, redirect: 'manual' })
    await answer.body?.cancel()
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      jar.set(name, value)
    }
    const location = answer.headers.get('location')
    // The page that asks who it is.
    at = location === null ? new URL(`?sub=${sub}`, at) : new URL(location, at)
    if (at.href.startsWith(REDIRECT)) return at
  }
  throw new Error('the provider leads nowhere')
}
async function signedIn(client: IdentityProvider) {
  const { url, pending } = await client.begin(REDIRECT)
  return client.complete(await atProvider(url), pending)
}

beforeAll(() => {
  // The provider's notices to whoever would run it for real.
  vi.spyOn(console, 'warn').mockReturnValue()
  vi.spyOn(console, 'info').mockReturnValue()
})
afterEach(() => void vi.useRealTimers())

describe('somebody who signs in', () => {
  test('is who the provider says, by its ID token', async () => {
    const { issuer } = await started()
    expect(await signedIn(clientOf(issuer))).toMatchObject(ana)
  })

  test('is asked after at the userinfo endpoint, where the ID token is silent', async () => {
    const { issuer } = await started({ claimsInIdToken: false })
    expect(await signedIn(clientOf(issuer))).toMatchObject(ana)
  })

  test('proves it by a code that is of this sign-in only', async () => {
    const { issuer } = await started()
    const client = clientOf(issuer)
    const other = (await client.begin(REDIRECT)).pending
    for (const name of ['state', 'nonce', 'verifier'] as const) {
      const { url, pending } = await client.begin(REDIRECT)
      const wrong = { ...pending, [name]: other[name] }
      const refused = client.complete(await atProvider(url), wrong)
      await expect(refused, name).rejects.toThrow(SignInRefused)
    }
    const { url, pending } = await client.begin(REDIRECT)
    expect(url.searchParams.get('code_challenge_method')).toBe('S256')
    const back = await atProvider(url)
    expect(await client.complete(back, pending)).toMatchObject({ sub: ana.sub })
    await expect(client.complete(back, pending), 'a code counts once').rejects.toThrow(SignInRefused)
  })

  test('may be refused by the provider', async () => {
    const { issuer } = await started()
    const client = clientOf(issuer)
    const { pending } = await client.begin(REDIRECT)
    const back = new URL(`${REDIRECT}?error=access_denied&state=${pending.state}&iss=${issuer}`)
    await expect(client.complete(back, pending)).rejects.toThrow(SignInRefused)
  })

  test('is known after the provider has changed its keys, and by the old ones no more', async () => {
    const before = await startOpenidProvider({ accounts: [ana], redirectUris: [REDIRECT] })
    const client = clientOf(before.issuer)
    await signedIn(client)
    await before.stop()
    await started({ port: before.port })
    await expect(signedIn(client), 'its keys are not asked for again at once').rejects.toThrow(SignInRefused)
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.setSystemTime(Date.now() + 61_000)
    expect(await signedIn(client)).toMatchObject({ sub: ana.sub })
  })
})

test('a provider that is away is told from one that refuses, and is asked again', async () => {
  const away = await startOpenidProvider({ accounts: [ana], redirectUris: [REDIRECT] })
  await away.stop()
  const client = clientOf(away.issuer)
  await expect(client.begin(REDIRECT)).rejects.toThrow(ProviderAway)
  await expect(client.verify('e30.e30.e30', 'console')).rejects.toThrow(ProviderAway)
  const back = await startOpenidProvider({ accounts: [ana], redirectUris: [REDIRECT], port: away.port })
  const { url, pending } = await client.begin(REDIRECT)
  const led = await atProvider(url)
  await back.stop()
  await expect(client.complete(led, pending)).rejects.toThrow(ProviderAway)
})

test('the way out leads over the provider, and back', async () => {
  const { issuer } = await started({ signedOutUris: ['http://127.0.0.1:5006/'] })
  const url = await clientOf(issuer).signOutUrl('http://127.0.0.1:5006/')
  expect(url?.origin).toBe(issuer)
  expect(Object.fromEntries(url?.searchParams ?? [])).toMatchObject({
    client_id: CLIENT.id,
    post_logout_redirect_uri: 'http://127.0.0.1:5006/',
  })
})

test('a script brings a token of the same provider, for us and in its time', async () => {
  const { issuer, tokenFor } = await started({ tokenClaims: { roles: ['operator'] } })
  const client = clientOf(issuer)
  const token = await tokenFor('urn:console')
  expect(await client.verify(token, 'urn:console')).toMatchObject({ sub: 'nightly', roles: ['operator'] })
  expect(await client.verify(token, 'urn:other')).toBe('The token\'s claim "aud" is not accepted.')
  expect(await client.verify(await (await started()).tokenFor('urn:console'), 'urn:console')).toBe(
    'The token is not valid.',
  )
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(Date.now() + 602_000)
  expect(await client.verify(token, 'urn:console'), 'within the skew of the clocks').toMatchObject({
    sub: 'nightly',
  })
  vi.setSystemTime(Date.now() + 6000)
  expect(await client.verify(token, 'urn:console')).toBe('The token has expired.')
})
