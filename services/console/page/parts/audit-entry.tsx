import { differences } from '@channel-adapter/timeline/differences'
import type { AuditView } from '../../src/answers/audit.ts'
import { amount, moment } from '../figures.ts'
import { linkTo } from '../place.ts'
import { words } from '../preferences.ts'
import { Differences } from './differences.tsx'
import { Chip, wordOf } from './shown.tsx'

/** One thing that somebody wanted to change: what, where, who, why, before and after. */
export function AuditEntry({ record }: { record: AuditView }) {
  const says = words()
  const { action, decision, connection, order, orders, messages, at, reason, before, after } = record
  return (
    <li>
      <p>
        <strong>{wordOf(says.auditActions, action)}</strong>{' '}
        {decision === 'DENIED' && (
          <>
            <Chip tone="bad">{says.denied}</Chip>{' '}
          </>
        )}
        <span class="muted">
          {[
            connection,
            messages !== null && says.messagesOf(amount(messages), amount(orders ?? 0)),
            moment(at),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>{' '}
        {order !== null && <a href={linkTo('orders', order)}>{order}</a>}
      </p>
      <p>
        {record.name ?? record.subject} <span class="muted">{whoseWord(record)}</span>
      </p>
      {reason !== null && <p class="quote">{reason}</p>}
      {(before !== undefined || after !== undefined) && (
        <Differences differences={differences(before, after)} />
      )}
    </li>
  )
}

/** How it is known who it was, and as what. */
function whoseWord({ name, subject, role, knownBy, through }: AuditView): string {
  const says = words()
  return [
    name !== null && name !== subject && subject,
    role !== null && wordOf(says.roles, role.toLowerCase()),
    wordOf(says.knownBy, knownBy),
    wordOf(says.through, through),
  ]
    .filter(Boolean)
    .join(' · ')
}
