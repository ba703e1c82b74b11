/** What somebody may do at the console; each may what those before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const
export type Role = (typeof ROLES)[number]

export function isAtLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed)
}

/**
 * The highest role that somebody has. @param values what the provider says that they are
 * @param roleOf which role each value means
 * @returns undefined for somebody who is nobody here
 */
export function roleAmong(values: readonly string[], roleOf: ReadonlyMap<string, Role>): Role | undefined {
  const meant = new Set(values.map((value) => roleOf.get(value)))
  return ROLES.findLast((role) => meant.has(role))
}
