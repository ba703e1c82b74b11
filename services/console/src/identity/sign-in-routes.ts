import { ProviderAway, SignInRefused } from '@channel-adapter/identity'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Identity, SignedOut, SignInFault } from '../answers/identity.ts'
import type { Authentication, Authenticator } from './authenticator.ts'

export interface SignInOptions {
  readonly authentication: Authentication | undefined
  readonly authenticator: Authenticator | undefined
  /** The console's own address, as the caller has it. */
  readonly baseOf: (request: FastifyRequest) => string
}

const CALLBACK = '/auth/callback'
/** What may stand behind the page's #: our own views, nothing that leads elsewhere. */
const PLACE = /^#\/[\w/:?=&.%~-]{0,500}$/

/** Signing in and out, and who has. */
export function signInRoutes(
  app: FastifyInstance,
  { authentication, authenticator, baseOf }: SignInOptions,
): void {
  const provider = authentication?.provider?.provider
  const sessions = authenticator?.sessions

  app.get('/api/identity', async (request): Promise<Identity> => {
    if (!authenticator) return { kind: 'unasked' }
    const caller = await authenticator.callerOf(request)
    if (!caller) return { kind: 'unknown', canSignIn: provider !== undefined }
    const { principal, csrfToken } = caller
    return { kind: 'known', name: principal.name, role: principal.role, csrfToken }
  })

  app.post('/auth/sign-out', async (request, reply): Promise<SignedOut> => {
    sessions?.end(reply)
    const page = `${baseOf(request)}/`
    try {
      return { to: (await provider?.signOutUrl(page))?.href ?? page }
    } catch (error) {
      if (!(error instanceof ProviderAway)) throw error
      request.log.warn({ err: error }, 'signed out here, but not at the provider')
      return { to: page }
    }
  })

  if (!provider || !sessions) return
  app.get<{ Querystring: { place?: string } }>('/auth/sign-in', async (request, reply) => {
    const { place = '' } = request.query
    try {
      const { url, pending } = await provider.begin(baseOf(request) + CALLBACK)
      const signIn = { ...pending, place: PLACE.test(place) ? place : '#/' }
      await sessions.beginSignIn(reply, signIn)
      return reply.redirect(url.href)
    } catch (error) {
      return reply.redirect(shown(faultOf(request, error)))
    }
  })

  app.get(CALLBACK, async (request, reply) => {
    const signIn = await sessions.signInOf(request)
    if (!signIn) return reply.redirect(shown('expired'))
    try {
      const claims = await provider.complete(new URL(baseOf(request) + request.url), signIn)
      const principal = authenticator.principalOf(claims)
      if (!principal) {
        request.log.warn({ subject: claims.sub }, 'somebody without a role here wanted to sign in')
        return reply.redirect(shown('no-role'))
      }
      await sessions.begin(reply, principal)
      request.log.info({ subject: principal.subject, role: principal.role }, 'somebody has signed in')
      return reply.redirect(`/${signIn.place}`)
    } catch (error) {
      return reply.redirect(shown(faultOf(request, error)))
    }
  })
}

function shown(fault: SignInFault): string {
  return `/#/sign-in?fault=${fault}`
}

function faultOf({ log }: FastifyRequest, error: unknown): SignInFault {
  if (!(error instanceof ProviderAway || error instanceof SignInRefused)) throw error
  log.warn({ err: error }, 'a sign-in led to nothing')
  return error instanceof ProviderAway ? 'provider-away' : 'refused'
}
