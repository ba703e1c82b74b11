import { createHash } from 'node:crypto'
import { identityProvider, sealing } from '@channel-adapter/identity'
import type { Authentication } from '../src/identity/authenticator.ts'
import { ROLES, type Role } from '../src/identity/roles.ts'

const seal = sealing('a secret of the tests, of more than 32 characters')
const CSRF = 'a-token-that-only-the-page-knows'

/** One holder of an API key for each role, and sessions; of the provider at this issuer, if anybody asks it. */
export function authentication(issuer = 'http://127.0.0.1:1', client = { id: 'c', secret: 's' }) {
  const provider = identityProvider({
    issuer,
    clientId: client.id,
    clientSecret: client.secret,
    scope: 'openid profile',
    claim: 'roles',
    clockSkewSeconds: 5,
  })
  const roleOf = new Map<string, Role>([
    ...ROLES.map((role): [string, Role] => [role, role]),
    ['it', 'admin'],
  ])
  return {
    keys: ROLES.map((role) => ({ id: `script-${role}`, role, keys: [{ sha256: hashOf(keyOf(role)) }] })),
    provider: {
      provider,
      rolesClaim: 'roles',
      roleOf,
      audience: 'urn:console',
      seal,
      sessionLifetimeMs: 60_000,
    },
  } satisfies Authentication
}

/** As a script comes. */
export const byKey = (role: Role) => ({ authorization: `Bearer ${keyOf(role)}` })

/** As the page comes, of somebody who has signed in. @param lifetimeMs of the session */
export async function bySession(role: Role, lifetimeMs = 60_000) {
  const text = await seal.seal(
    { sub: `${role}-1`, name: role, role, csrf: CSRF },
    'console-session',
    lifetimeMs,
  )
  return { cookie: `console-session=${text}`, 'x-csrf-token': CSRF }
}

function keyOf(role: Role): string {
  return `the-key-of-the-${role}`
}
function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
