import { type TokenOptions, tokenVerifier } from '@channel-adapter/identity'
import type { Partner } from '@channel-adapter/partners'

export interface PartnerTokens extends TokenOptions {
  /** The claim that tells who it is. */
  readonly claim: string
}

/**
 * Finds whose token this is. Resolves with why it is not accepted instead, in words for its sender.
 * The function rejects with ProviderAway when the provider's keys are not to be had.
 */
export function partnerOfToken(
  partners: readonly Partner[],
  { claim, ...options }: PartnerTokens,
): (token: string) => Promise<Partner | string> {
  const bySubject = new Map(partners.map((partner) => [partner.subject, partner]))
  const verify = tokenVerifier(options)
  return async (token) => {
    const claims = await verify(token)
    if (typeof claims === 'string') return claims
    const subject = claims[claim]
    const partner = typeof subject === 'string' ? bySubject.get(subject) : undefined
    return partner ?? 'The token is of nobody who may send here.'
  }
}
