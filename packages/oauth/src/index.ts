export { type Grant, type Held, heldUntilStale } from './held-until-stale.ts'
export { type TokenClient, type TokenGrant, tokenIn, tokenRequest } from './token-request.ts'
