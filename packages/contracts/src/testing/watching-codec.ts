import type { Codec } from '../codec.ts'
import type { Contract } from '../contract.ts'
import { watchPlaces } from './watch-places.ts'

/**
 * A codec that notes which fields are read of what it has decoded. JSON, without a registry: it is for tests of what a
 * consumer relies on.
 * @param places what was read is added here, as in a relies-on.json
 */
export function watchingCodec<T>(contract: Contract<T>, places: Set<string>): Codec<T> {
  return {
    contract,
    encode: (value) => Buffer.from(JSON.stringify(value)),
    decode: (bytes) => Promise.resolve(watchPlaces(JSON.parse(bytes.toString()) as T, places)),
  }
}
