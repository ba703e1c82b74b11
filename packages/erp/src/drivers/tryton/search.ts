import { ErpUnavailable } from '../../errors.ts'
import type { Rpc } from './rpc.ts'

/** Rows of a model that match a domain (Tryton's word for a condition). */
export type Search = (
  model: string,
  domain: readonly unknown[],
  fields: readonly string[],
  options?: { readonly limit?: number; readonly order?: readonly unknown[] },
) => Promise<readonly unknown[]>

export function searching(rpc: Rpc, intent: 'read-changes' | 'read-order', signal: AbortSignal): Search {
  return async (model, domain, fields, { limit = null, order = null } = {}) => {
    const parameters = [domain, 0, limit, order, fields]
    return rowsOf(await rpc.call(`${model}.search_read`, parameters, { intent, signal }))
  }
}

/** @throws {ErpUnavailable} when it is no list */
export function rowsOf(result: unknown): readonly unknown[] {
  if (Array.isArray(result)) return result
  throw new ErpUnavailable('Tryton answered a search with something else than rows')
}
