import type { Role } from '../identity/roles.ts'

/** Who looks at the page, as far as the server knows. */
export type Identity =
  /** Nobody is asked: everybody may do everything, and says who they are with each change. */
  | { readonly kind: 'unasked' }
  /** @property canSignIn whether there is a provider to sign in at */
  | { readonly kind: 'unknown'; readonly canSignIn: boolean }
  | {
      readonly kind: 'known'
      readonly name: string
      readonly role: Role
      /** To be sent with each change. */
      readonly csrfToken: string | undefined
    }

/** Why a sign-in led to nothing; stands in the address of the page that is shown instead. */
export type SignInFault = 'refused' | 'expired' | 'no-role' | 'provider-away'

export interface SignedOut {
  /** Where to go next: the provider's own way out, or the page. */
  readonly to: string
}
