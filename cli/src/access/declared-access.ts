import { type Grant, grantsOf, type Role } from '@channel-adapter/contracts'
import type { AccessRule } from '@channel-adapter/messaging'

export interface Assigned {
  readonly principal: string
  readonly role: Role
}

const FORM =
  /^(?<role>extractor|gateway|applier|operator|console|partner:(?<group>[A-Za-z0-9._-]+))=(?<principal>User:.+)$/

/**
 * Reads `role=principal`, such as `applier=User:applier` or `partner:mock-supplier.1=User:CN=litware,O=Litware`.
 * @returns undefined where it is none
 */
export function readAssigned(text: string, connections: readonly string[]): Assigned | undefined {
  const { role = '', group, principal = '' } = FORM.exec(text)?.groups ?? {}
  if (principal === '') return undefined
  if (group !== undefined) return { principal, role: { role: 'partner', group } }
  if (role === 'extractor' || role === 'gateway') return { principal, role: { role } }
  if (role === 'applier' || role === 'operator' || role === 'console')
    return { principal, role: { role, connections } }
  return undefined
}

/** The assignments in a file: one a line, empty lines and lines that begin with "#" aside. */
export function linesOf(file: string): string[] {
  return file
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}

/** The broker's rules that should be: from everywhere, nothing denied, each once. */
export function declaredAccess(assigned: readonly Assigned[], topicPrefix: string): AccessRule[] {
  const rules = assigned.flatMap(({ principal, role }) =>
    grantsOf(role, topicPrefix).map((grant) => ruleOf(principal, grant)),
  )
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()]
}

function ruleOf(principal: string, grant: Grant): AccessRule {
  return { principal, host: '*', ...grant, permission: 'allow' }
}
