import {
  type Grant,
  grantsOf,
  type Role,
  type SendableContract,
  sendableContracts,
} from '@channel-adapter/contracts'
import type { AccessRule } from '@channel-adapter/messaging'
import type { Partner } from '@channel-adapter/partners'
import type { Deployed } from '../deployed.ts'

export interface Assigned {
  readonly principal: string
  readonly role: Role
}

/** `role=principal`. */
export const FORM =
  /^(?<role>extractor|gateway|router|applier|operator|console|(?<named>partner|apart|outcomes|missing):(?<name>[A-Za-z0-9._-]+))=(?<principal>User:.+)$/

/**
 * Reads `role=principal`, such as `applier=User:applier` or `partner:mock-supplier.1=User:CN=litware,O=Litware`.
 * @returns undefined where it is none
 */
export function readAssigned(
  text: string,
  { connections, partners, keptApart }: Pick<Deployed, 'connections' | 'partners' | 'keptApart'>,
): Assigned | undefined {
  const { role, named, name = '', principal } = FORM.exec(text)?.groups ?? {}
  if (principal === undefined) return undefined
  switch (named ?? role) {
    case 'extractor':
      return { principal, role: { role: 'extractor' } }
    case 'gateway':
      return { principal, role: { role: 'gateway', sends: sentBy(partners) } }
    case 'router':
      return { principal, role: { role: 'router', partners: keptApart } }
    case 'applier':
    case 'operator':
    case 'console':
      return { principal, role: { role: role as 'applier', connections } }
    case 'partner':
      return { principal, role: { role: 'partner', group: name } }
    case 'apart':
      return { principal, role: { role: 'apart', partner: name } }
    case 'outcomes':
      return { principal, role: { role: 'outcomes', group: name } }
    case 'missing':
      return { principal, role: { role: 'missing', group: name } }
    default:
      return undefined
  }
}

/** What any of its partners may send, the gateway must be able to write; without a file everybody may send everything. */
function sentBy(partners: readonly Partner[] | undefined): readonly SendableContract[] {
  if (!partners) return sendableContracts
  return sendableContracts.filter((contract) => partners.some(({ sends }) => sends.includes(contract)))
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
