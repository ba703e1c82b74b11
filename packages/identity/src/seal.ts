import { hkdfSync } from 'node:crypto'
import { EncryptJWT, jwtDecrypt, type JWTPayload } from 'jose'

/** What is given to somebody to keep, who can neither read nor change it. */
export interface Seal {
  /** @param purpose what it is good for: it opens for nothing else @param lifetimeMs how long it opens */
  seal(content: JWTPayload, purpose: string, lifetimeMs: number): Promise<string>
  /** @returns undefined for what was not sealed by this secret for this purpose, or is too old */
  open(text: string, purpose: string): Promise<JWTPayload | undefined>
}

const ENCRYPTION = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] }

/**
 * Sealed with a key that follows from the secret (HKDF, RFC 5869), as an encrypted token (JWE, RFC 7516): every instance
 * with the same secret opens it, also after a restart.
 * @param secret at least 32 random characters @param now milliseconds
 */
export function sealing(secret: string, now: () => number = Date.now): Seal {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'channel-adapter seal', 32))
  return {
    seal(content, purpose, lifetimeMs) {
      const at = now()
      return new EncryptJWT(content)
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setAudience(purpose)
        .setExpirationTime(Math.floor((at + lifetimeMs) / 1000))
        .encrypt(key)
    },
    async open(text, purpose) {
      try {
        const options = { ...ENCRYPTION, audience: purpose, requiredClaims: ['exp'] }
        return (await jwtDecrypt(text, key, { ...options, currentDate: new Date(now()) })).payload
      } catch {
        // Whatever is wrong with it, it is worth nothing.
        return undefined
      }
    },
  }
}
