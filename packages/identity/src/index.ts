export { type KeyOwner, ownerOfKey } from './api-keys.ts'
export { bearerOf, isToken } from './bearer.ts'
export { ProviderAway, type TokenOptions, tokenVerifier } from './tokens.ts'
