import { randomBytes } from 'node:crypto'
import type { PendingSignIn, Seal } from '@channel-adapter/identity'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Principal } from './principal.ts'
import { ROLES, type Role } from './roles.ts'

/** Somebody who has signed in. */
export interface Session {
  readonly principal: Principal
  /** Comes back in a header with each change: a page of another site cannot read it. */
  readonly csrfToken: string
}

/** On the way to the provider and back. */
export interface SignIn extends PendingSignIn {
  /** What was shown, and is to be shown again: what stands behind the address' #. */
  readonly place: string
}

/** How long somebody may take at the provider. */
const SIGN_IN_MS = 10 * 60_000

const COOKIES = { session: 'console-session', signIn: 'console-sign-in' } as const

/** What people carry along in cookies: sealed, so that no instance has to remember anybody. */
export interface Sessions {
  begin(reply: FastifyReply, principal: Principal): Promise<void>
  of(request: FastifyRequest): Promise<Session | undefined>
  end(reply: FastifyReply): void
  beginSignIn(reply: FastifyReply, signIn: SignIn): Promise<void>
  signInOf(request: FastifyRequest): Promise<SignIn | undefined>
}

/** @param isSecure whether somebody reaches us by TLS: then nothing counts that could have come without */
export function sessions(
  seal: Seal,
  lifetimeMs: number,
  isSecure: (request: FastifyRequest) => boolean,
): Sessions {
  const set = (reply: FastifyReply, name: string, value: string, options: CookieOptions) => {
    const secure = isSecure(reply.request)
    reply.setCookie(nameOf(name, secure), value, { ...options, secure, path: '/', httpOnly: true })
  }
  const clear = (reply: FastifyReply, name: string) => {
    const secure = isSecure(reply.request)
    reply.clearCookie(nameOf(name, secure), { secure, path: '/' })
  }
  const open = async (request: FastifyRequest, name: string) => {
    const text = request.cookies[nameOf(name, isSecure(request))]
    return text === undefined ? undefined : seal.open(text, name)
  }
  return {
    async begin(reply, { subject, name, role }) {
      const content = { sub: subject, name, role, csrf: randomBytes(16).toString('base64url') }
      const text = await seal.seal(content, COOKIES.session, lifetimeMs)
      clear(reply, COOKIES.signIn)
      set(reply, COOKIES.session, text, { sameSite: 'strict', maxAge: lifetimeMs / 1000 })
    },
    async of(request) {
      const { sub, name, role, csrf } = (await open(request, COOKIES.session)) ?? {}
      if (typeof sub !== 'string' || typeof name !== 'string' || typeof csrf !== 'string') return undefined
      if (!ROLES.includes(role as Role)) return undefined
      return { principal: { subject: sub, name, role: role as Role, knownBy: 'OPENID' }, csrfToken: csrf }
    },
    end: (reply) => clear(reply, COOKIES.session),
    async beginSignIn(reply, signIn) {
      const text = await seal.seal({ ...signIn }, COOKIES.signIn, SIGN_IN_MS)
      // The provider leads back from another site, where a strict cookie would stay at home.
      set(reply, COOKIES.signIn, text, { sameSite: 'lax', maxAge: SIGN_IN_MS / 1000 })
    },
    async signInOf(request) {
      return (await open(request, COOKIES.signIn)) as SignIn | undefined
    },
  }
}

interface CookieOptions {
  readonly sameSite: 'strict' | 'lax'
  /** Seconds. */
  readonly maxAge: number
}

/** With the prefix no other host of the domain can set it, nor anybody on the way (RFC 6265bis). */
function nameOf(name: string, secure: boolean): string {
  return secure ? `__Host-${name}` : name
}
