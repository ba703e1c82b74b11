import { createHash, randomBytes } from 'node:crypto'

/** An API key that is new, for the partner, and its SHA-256 in hex digits, for the partners file. */
export function newApiKey(): { key: string; sha256: string } {
  const key = randomBytes(32).toString('base64url')
  return { key, sha256: createHash('sha256').update(key).digest('hex') }
}
