import type { ComponentChildren } from 'preact'
import type { Asked } from '../ask.ts'
import { words } from '../preferences.ts'

/** What was asked for, once it is there; until then that it is coming, or why not. */
export function Shown<T>({
  asked,
  children,
}: {
  asked: Asked<T>
  children: (value: T) => ComponentChildren
}) {
  if (asked.value !== undefined) return <>{children(asked.value)}</>
  if (!asked.error) return <p class="empty">{words().loading}</p>
  return (
    <div class="empty" role="alert">
      <strong>{words().failed}</strong>
      <p>{asked.error.message}</p>
    </div>
  )
}

/** A few words on a coloured ground. */
export function Chip({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return <span class={`chip ${tone}`}>{children}</span>
}

export type Tone = 'ok' | 'bad' | 'warn' | 'plain' | 'info'

/** How an order's status is coloured: what went well, what is over, what needs a look. */
export function statusTone(status: string): Tone {
  switch (status) {
    case 'RECEIVED':
    case 'CLOSED':
      return 'ok'
    case 'REJECTED':
    case 'CANCELLED':
      return 'bad'
    case 'ON_HOLD':
    case 'PARTIALLY_RECEIVED':
      return 'warn'
    default:
      return 'info'
  }
}

/** The word for a code; of one that nobody foresaw the code itself. */
export function wordOf(dictionary: object, code: string | null | undefined): string {
  if (code == null) return ''
  const word: unknown = (dictionary as Readonly<Record<string, unknown>>)[code]
  return Object.hasOwn(dictionary, code) && typeof word === 'string' ? word : code
}
