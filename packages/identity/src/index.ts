export { type KeyOwner, ownerOfKey } from './api-keys.ts'
export { bearerOf, isToken } from './bearer.ts'
export { claimAt, type Claims, textsOf } from './claims.ts'
export {
  type IdentityProvider,
  identityProvider,
  type PendingSignIn,
  type ProviderOptions,
  SignInRefused,
} from './identity-provider.ts'
export { type Seal, sealing } from './seal.ts'
export { ProviderAway, type TokenOptions, tokenVerifier } from './tokens.ts'
