/** What a provider says of somebody (OpenID Connect). */
export type Claims = Readonly<Record<string, unknown>>

/**
 * A claim by its name, or inside others by a path with dots: `roles`, `realm_access.roles`. The whole name comes first,
 * since names may be URLs.
 */
export function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  let found: unknown = claims
  for (const part of name.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined
    found = (found as Claims)[part]
  }
  return found
}

/** The texts of a claim that is a list of them, or one text. */
export function textsOf(claim: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(claim) ? claim : [claim]
  return list.filter((each) => typeof each === 'string')
}
