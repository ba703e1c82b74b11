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

// A token must not expire on its way: it is renewed before, at most so much, and a tenth of a short life.
const EARLY_MS = 30_000

/**
 * A credential that must be asked for: once for all who wait, again shortly before it expires and after a refusal.
 * @param now milliseconds
 */
export function grantedCredential(ask: () => Promise<Grant>, now: () => number = Date.now): Credential {
  let asked: Promise<{ proof: Proof; renewAt: number }> | undefined
  const fresh = () => {
    const asking = ask().then(({ proof, lifetimeMs }) => {
      const early = Math.min(EARLY_MS, (lifetimeMs ?? 0) / 10)
      return { proof, renewAt: lifetimeMs === undefined ? Infinity : now() + lifetimeMs - early }
    })
    // What failed is asked for again by the next who needs it.
    asking.catch(() => {
      if (asked === asking) asked = undefined
    })
    asked = asking
    return asking
  }
  return {
    async get() {
      const held = asked
      if (!held) return (await fresh()).proof
      const { proof, renewAt } = await held
      if (now() < renewAt) return proof
      // Whoever comes first asks, the others wait for the same answer.
      return (await (asked === undefined || asked === held ? fresh() : asked)).proof
    },
    async renew() {
      await fresh()
      return true
    },
  }
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
