import { createHash, timingSafeEqual } from 'node:crypto'
import type { Partner } from './partners.ts'

/**
 * Finds whose API key this is. Keys are random and long, so that a plain SHA-256 is no help in guessing them.
 * Every hash is compared, each in constant time: how long it takes tells nothing.
 */
export function partnerOfKey(partners: readonly Partner[]): (key: string) => Partner | undefined {
  const hashes = partners.flatMap((partner) =>
    partner.keys.map(({ sha256 }) => ({ partner, hash: Buffer.from(sha256, 'hex') })),
  )
  return (key) => {
    const given = createHash('sha256').update(key).digest()
    let found: Partner | undefined
    for (const { partner, hash } of hashes) if (timingSafeEqual(hash, given)) found = partner
    return found
  }
}
