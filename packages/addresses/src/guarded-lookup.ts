import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { type Networks, refusalOf } from './addresses.ts'

/** Finds all addresses of a host, as node:dns does. */
export type Resolve = (
  host: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/**
 * A look-up for a socket that gives only addresses to which it may connect. What was judged is what is connected to: a
 * name that is looked up again may have another address by then (DNS rebinding).
 */
export function guardedLookup(
  allowed: Networks | undefined,
  resolve: Resolve = systemLookup,
): LookupFunction {
  return (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [])
      const judged = addresses.map((found) => ({ found, refusal: refusalOf(found.address, host, allowed) }))
      const open = judged.filter(({ refusal }) => refusal === undefined).map(({ found }) => found)
      const [first] = open
      if (!first)
        return callback(new Error(`${host} is refused: ${judged[0]?.refusal ?? 'it has no address'}`), [])
      if (options.all) callback(null, open)
      else callback(null, first.address, first.family)
    })
  }
}
