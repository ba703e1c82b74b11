import type { Actor } from '@channel-adapter/messaging'
import { problem, ProblemError } from '@channel-adapter/process'
import type { Role } from './roles.ts'

/** Who calls, and how that is known. */
export interface Principal {
  readonly subject: string
  /** By which people know them. */
  readonly name: string
  readonly role: Role
  readonly knownBy: 'OPENID' | 'API_KEY' | 'OWN_WORD'
}

/** Where nobody is asked who they are: whoever reaches this machine's console may do everything. */
export const UNASKED: Principal = { subject: '', name: '', role: 'admin', knownBy: 'OWN_WORD' }

const RECORDED = { viewer: 'VIEWER', operator: 'OPERATOR', admin: 'ADMIN' } as const

/**
 * Who is recorded as having asked.
 * @param by as they call themselves: counts only where nobody is asked to prove it
 * @throws {ProblemError} 400 when nothing at all is known of them
 */
export function actorOf({ subject, name, role, knownBy }: Principal, by?: string): Actor {
  const through = 'CONSOLE' as const
  if (knownBy !== 'OWN_WORD') {
    const other = name === subject ? null : name
    return { subject, name: other, role: RECORDED[role], knownBy, through }
  }
  if (by === undefined) {
    const detail = 'The member "by" must say who asks: nobody has signed in here.'
    throw new ProblemError(problem(400, { type: 'name-missing', detail }))
  }
  return { subject: by, name: null, role: null, knownBy, through }
}

/** As the replay log and the control topic name them. */
export function writtenName({ subject, name }: Actor): string {
  return name ?? subject
}
