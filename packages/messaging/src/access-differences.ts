/** One of the broker's rules (an ACL), in Kafka's own words, in small letters. */
export interface AccessRule {
  /** As the broker calls it: `User:` and a SASL name or a certificate's subject. */
  readonly principal: string
  readonly host: string
  readonly resource: string
  readonly name: string
  readonly pattern: string
  readonly operation: string
  readonly permission: string
}

export interface AccessDifference {
  readonly rule: AccessRule
  /**
   * `missing`: declared and not there. `extra`: one of a declared principal's that is not declared. `other`: another
   * principal may use what is declared here; it may be meant, so nobody takes it away.
   */
  readonly what: 'missing' | 'extra' | 'other'
}

/** Compares the broker's rules with those that should be. */
export function accessDifferences(
  declared: readonly AccessRule[],
  actual: readonly AccessRule[],
): AccessDifference[] {
  const wanted = new Map(declared.map((rule) => [identity(rule), rule]))
  const found = new Set(actual.map(identity))
  const principals = new Set(declared.map(({ principal }) => principal))
  const undeclared = actual.filter((rule) => !wanted.has(identity(rule)))
  return [
    ...[...wanted].filter(([id]) => !found.has(id)).map(([, rule]) => ({ rule, what: 'missing' as const })),
    ...undeclared
      .filter(({ principal }) => principals.has(principal))
      .map((rule) => ({ rule, what: 'extra' as const })),
    ...undeclared
      .filter((rule) => rule.permission === 'allow' && !principals.has(rule.principal))
      .filter((rule) => declared.some((own) => own.resource === rule.resource && overlap(own, rule)))
      .map((rule) => ({ rule, what: 'other' as const })),
  ]
}

function identity(rule: AccessRule): string {
  const { principal, host, resource, name, pattern, operation, permission } = rule
  return JSON.stringify([principal, host, resource, name, pattern, operation, permission])
}

/** Whether there can be a name that both are about. */
function overlap(one: AccessRule, other: AccessRule): boolean {
  if (isAnything(one) || isAnything(other)) return true
  if (one.pattern === 'prefixed' && other.name.startsWith(one.name)) return true
  if (other.pattern === 'prefixed' && one.name.startsWith(other.name)) return true
  return one.name === other.name
}

function isAnything({ name, pattern }: AccessRule): boolean {
  return name === '*' && pattern === 'literal'
}
