import { heldUntilStale } from '@channel-adapter/oauth'

/** Header fields that prove to an ERP who we are. */
export type Proof = Readonly<Record<string, string>>

/** What proves to an ERP who we are. */
export interface Credential {
  /** The header fields to send, the same object as long as they hold; undefined sends none. @throws errors of errors.ts */
  get(): Promise<Proof | undefined>
  /**
   * Called when the ERP refused what get() gave.
   * @returns whether get() may give another one now
   * @throws errors of errors.ts
   */
  renew(): Promise<boolean>
}

/** Header fields that never change; without any, requests carry no credential. */
export function fixedCredential(proof: Proof | undefined): Credential {
  return { get: () => Promise.resolve(proof), renew: () => Promise.resolve(false) }
}

/** A token that never changes (RFC 6750). */
export function bearerToken(token: string | undefined): Credential {
  return fixedCredential(token === undefined ? undefined : { authorization: `Bearer ${token}` })
}

/** A name and a password (RFC 7617). */
export function basicCredential(user: string, password: string): Credential {
  return fixedCredential({ authorization: basicAuthorization(user, password) })
}

export function basicAuthorization(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

/** Something proved by a request: a token or a session, and for how long it holds by our clock. */
export interface Grant {
  readonly proof: Proof
  /** Milliseconds from now; undefined until it is refused. */
  readonly lifetimeMs: number | undefined
}

/** A credential that must be asked for: once for all who wait, again shortly before it expires and after a refusal. */
export function grantedCredential(ask: () => Promise<Grant>): Credential {
  const held = heldUntilStale(async () => {
    const { proof, lifetimeMs } = await ask()
    return { value: proof, lifetimeMs }
  })
  return { get: held.get, renew: async () => (await held.renew(), true) }
}

/** The same credential, renewed once however many requests are refused at the same time. */
export function renewedOnce(credential: Credential): {
  get(): Promise<Proof | undefined>
  /** Whether another credential than the refused one is there now. */
  renewed(refused: Proof | undefined): Promise<boolean>
} {
  let renewal: Promise<boolean> | undefined
  return {
    get: () => credential.get(),
    async renewed(refused) {
      if ((await credential.get()) !== refused) return true
      renewal ??= credential.renew().finally(() => {
        renewal = undefined
      })
      return renewal
    },
  }
}
