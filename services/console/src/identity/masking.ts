import type { FastifyInstance } from 'fastify'
import type { CallerOf } from './gate.ts'
import { isAtLeast } from './roles.ts'
import { accessTo } from './route-access.ts'

/** Stands where something is not shown. */
export const MASK = '•••'

/** What the answers call otherwise than the contracts. */
const ALSO: Readonly<Record<string, readonly string[]>> = { subtotal: ['total'] }
/** Holds everything, in a form in which nothing of it can be masked. */
const WHOLE_MESSAGE = 'base64'

/**
 * Masks these fields of what a viewer is shown, wherever in an answer they stand. Free text is not looked into: what an
 * ERP or a partner writes there is shown.
 * @param fields names of the contracts' fields; a field that holds others is masked with all in it
 */
export function maskForViewers(app: FastifyInstance, fields: readonly string[], callerOf: CallerOf): void {
  if (fields.length === 0) return
  const masked = new Set([WHOLE_MESSAGE, ...fields.flatMap((field) => [field, ...(ALSO[field] ?? [])])])
  app.addHook('preSerialization', async (request, _reply, payload) => {
    const { url = '' } = request.routeOptions
    if (accessTo(request.method, url)?.needs !== 'viewer') return payload
    return isAtLeast(callerOf(request).principal.role, 'operator') ? payload : withMasks(payload, masked)
  })
}

/** The same answer with a mask in place of each such field. Pure. */
export function withMasks(value: unknown, fields: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((element) => withMasks(element, fields))
  if (!isRecord(value)) return value
  // What two documents say differently names its field instead of having it.
  const { place } = value
  if (typeof place === 'string' && 'before' in value && placesOf(place).some((name) => fields.has(name)))
    return { ...value, before: allMasked(value['before']), after: allMasked(value['after']) }
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      fields.has(name) ? allMasked(inner) : withMasks(inner, fields),
    ]),
  )
}

function placesOf(place: string): string[] {
  return place.split(/[.[\]]+/)
}

/** Its shape stays, and what is not there. */
function allMasked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(allMasked)
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([n, v]) => [n, allMasked(v)]))
  return value == null ? value : MASK
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
