import type { AuditRecord } from '@channel-adapter/contracts'
import type { Actor, Change } from '@channel-adapter/messaging'
import { problem, ProblemError } from '@channel-adapter/process'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Authenticator, unauthenticated } from './authenticator.ts'
import { actorOf, type Principal, UNASKED } from './principal.ts'
import { isAtLeast } from './roles.ts'
import { accessTo, type RouteAccess } from './route-access.ts'
import type { Session } from './session.ts'

export interface GateOptions {
  /** Undefined where nobody is asked who they are. */
  readonly authenticator: Authenticator | undefined
  /** Records what somebody wanted and may not do. */
  readonly onDenied: (actor: Actor, change: Change) => Promise<void>
}

/** Who called, of a request that came through. */
export type CallerOf = (request: FastifyRequest) => Partial<Session> & Pick<Session, 'principal'>

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD'])
/** With each change from a page of somebody who has signed in. */
const CSRF_HEADER = 'x-csrf-token'

/**
 * Lets through who has the role that a route needs. A route that the table does not name cannot be added.
 * Before the body is read. @throws {ProblemError} 401, 403, 503 at each request
 */
export function gate(app: FastifyInstance, { authenticator, onDenied }: GateOptions): CallerOf {
  const callers = new WeakMap<FastifyRequest, ReturnType<CallerOf>>()
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) {
      if (!accessTo(each, url)) throw new Error(`${each} ${url} has no place in route-access.ts`)
    }
  })
  app.addHook('onRequest', async (request) => {
    const { method } = request
    const path = request.routeOptions.url
    const access = path === undefined ? undefined : accessTo(method, path)
    // Of what there is not, everybody may learn that.
    if (!access || access.needs === 'anybody') return
    const caller = authenticator ? await authenticator.callerOf(request) : { principal: UNASKED }
    if (!caller) throw unauthenticated('Sign in, or send "Authorization: Bearer" and an API key or a token.')
    const { principal, csrfToken } = caller
    if (!READING.has(method) && csrfToken !== undefined && request.headers[CSRF_HEADER] !== csrfToken) {
      const detail = `Changes bring ${CSRF_HEADER}, as /api/identity tells it to the page.`
      throw new ProblemError(problem(403, { type: 'csrf', detail }))
    }
    if (!isAtLeast(principal.role, access.needs)) await deny(request, principal, access)
    callers.set(request, caller)
  })

  async function deny(request: FastifyRequest, principal: Principal, access: RouteAccess): Promise<never> {
    const { subject, role } = principal
    const { url } = request.routeOptions
    request.log.warn({ subject, role, needs: access.needs, url }, 'denied')
    if (access.action) await onDenied(actorOf(principal), changeOf(request, access.action))
    const detail = `This needs the role ${access.needs}; ${principal.name} is ${role}.`
    throw new ProblemError(problem(403, { type: 'role-missing', detail }))
  }

  return (request) => {
    const caller = callers.get(request)
    if (!caller) throw new Error('the request did not come through the gate')
    return caller
  }
}

/** As far as the address tells: the body has not been read. */
function changeOf({ params }: FastifyRequest, action: AuditRecord['action']): Change {
  const { connection = null, plan = null } = params as { connection?: string; plan?: string }
  return { action, connection, plan }
}
