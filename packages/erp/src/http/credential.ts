/** What proves to an ERP who we are. */
export interface Credential {
  /** The value of the Authorization header; undefined sends none. @throws errors of errors.ts */
  get(): Promise<string | undefined>
  /**
   * Called when the ERP refused what get() gave.
   * @returns whether get() may give another one now
   * @throws errors of errors.ts
   */
  renew(): Promise<boolean>
}

/** A token that never changes (RFC 6750); without one, requests carry no credential. */
export function bearerToken(token: string | undefined): Credential {
  const header = token === undefined ? undefined : `Bearer ${token}`
  return { get: () => Promise.resolve(header), renew: () => Promise.resolve(false) }
}

/** The same credential, renewed once however many requests are refused at the same time. */
export function renewedOnce(credential: Credential): {
  get(): Promise<string | undefined>
  /** Whether another credential than the refused one is there now. */
  renewed(refused: string | undefined): Promise<boolean>
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
