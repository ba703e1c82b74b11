import type { AuditRecord } from '@channel-adapter/contracts'
import type { Change } from '../audit/audit-trail.ts'
import type { ControlRecord } from './control-record.ts'

const ACTIONS = {
  pause: 'PAUSE',
  resume: 'RESUME',
  poll: 'POLL',
} as const satisfies Record<ControlRecord['action'], AuditRecord['action']>

/** What an operator's word changes, for the audit record. @param paused whether the connection was paused until then */
export function controlChange({ action, connection, reason }: ControlRecord, paused: boolean): Change {
  const change = { action: ACTIONS[action], connection, reason }
  if (action === 'poll') return change
  const before = { state: paused ? 'paused' : 'running' }
  return { ...change, before, after: { state: action === 'pause' ? 'paused' : 'running' } }
}
