import { hash as digest, timingSafeEqual } from 'node:crypto'

/** Whoever has API keys, of which only hashes are kept. */
export interface KeyOwner {
  readonly keys: readonly {
    /** Hex digits. */
    readonly sha256: string
  }[]
}

/**
 * Finds whose API key this is. Keys are random and long, so that a plain SHA-256 is no help in guessing them.
 * Every hash is compared, each in constant time: how long it takes tells nothing.
 */
export function ownerOfKey<Owner extends KeyOwner>(
  owners: readonly Owner[],
): (key: string) => Owner | undefined {
  const hashes = owners.flatMap((owner) =>
    owner.keys.map(({ sha256 }) => ({ owner, hash: Buffer.from(sha256, 'hex') })),
  )
  return (key) => {
    const given = digest('sha256', key, 'buffer')
    let found: Owner | undefined
    for (const { owner, hash } of hashes) if (timingSafeEqual(hash, given)) found = owner
    return found
  }
}
