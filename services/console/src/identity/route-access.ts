import type { AuditRecord } from '@channel-adapter/contracts'
import type { Role } from './roles.ts'

/** Who may use a route, and, if it changes something, as what that is recorded. */
export interface RouteAccess {
  /** `anybody`: also who has not said who they are. */
  readonly needs: Role | 'anybody'
  readonly action?: AuditRecord['action']
}

const anybody: RouteAccess = { needs: 'anybody' }
const viewer: RouteAccess = { needs: 'viewer' }
const operator = (action: AuditRecord['action']): RouteAccess => ({ needs: 'operator', action })

/**
 * Every route of the console, by its method and path: one that is not here is refused when the console starts. An
 * operator may do what can be mended; what is given up for good is an admin's.
 */
export const routeAccess: Readonly<Record<string, RouteAccess>> = {
  // Of the process, for probes and Prometheus.
  'GET /livez': anybody,
  'GET /readyz': anybody,
  'GET /metrics': anybody,
  // The page itself holds no data.
  'GET /': anybody,
  'GET /app.js': anybody,
  'GET /style.css': anybody,
  'GET /icon.svg': anybody,
  'GET /api/identity': anybody,
  'GET /auth/sign-in': anybody,
  'GET /auth/callback': anybody,
  'POST /auth/sign-out': anybody,

  'GET /api/live': viewer,
  'GET /api/overview': viewer,
  'GET /api/flow/:name': viewer,
  'GET /api/missing': viewer,
  'GET /api/orders': viewer,
  'GET /api/orders/:key': viewer,
  'GET /api/messages/:id': viewer,
  'GET /api/parked': viewer,

  // Names people and what they wanted.
  'GET /api/audit': { needs: 'operator' },
  // To be corrected, so nothing in it is masked.
  'GET /api/parked/:connection/:partition/:offset': { needs: 'operator' },
  'POST /api/replays': operator('REPLAY'),
  'POST /api/discards': { needs: 'admin', action: 'DISCARD' },
  'POST /api/corrections': operator('CORRECT'),
  'POST /api/plans/:plan/cancel': operator('CANCEL'),
  'POST /api/connections/:connection/pause': operator('PAUSE'),
  'POST /api/connections/:connection/resume': operator('RESUME'),
  'POST /api/connections/:connection/poll': operator('POLL'),
}

/** @returns undefined for a route that has no place in the table */
export function accessTo(method: string, path: string): RouteAccess | undefined {
  // fastify answers HEAD wherever it answers GET.
  const name = `${method === 'HEAD' ? 'GET' : method} ${path}`
  return Object.hasOwn(routeAccess, name) ? routeAccess[name] : undefined
}
