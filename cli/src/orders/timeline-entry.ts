import type { UpdateKind } from '@channel-adapter/contracts'
import type { Happening } from '@channel-adapter/timeline'

/** One thing that happened to an order, in words: the command's lines, and with `--json` its objects. */
export interface TimelineEntry {
  /** RFC 3339: when the topic had it. */
  readonly at: string
  readonly event: 'published' | 'answered' | 'outcome' | 'parked' | 'invalid' | 'replay'
  readonly text: string
  readonly traceId?: string
}

/** Pure. */
export function timelineEntry(happening: Happening): TimelineEntry {
  const { at, traceId } = happening
  const trace = traceId === undefined ? {} : { traceId }
  return { at: new Date(at).toISOString(), ...said(happening), ...trace }
}

function said(happening: Happening): Pick<TimelineEntry, 'event' | 'text'> {
  switch (happening.kind) {
    case 'published': {
      const { version, revision, status, changedAt } = happening
      const text = `version ${version}, revision ${revision}, ${status}; changed in the ERP at ${changedAt}`
      return { event: 'published', text }
    }
    case 'update': {
      const { partner, update, code, revision, updateId } = happening
      const what = code === undefined ? inWords(update) : `${inWords(update)} ${code}`
      return { event: 'answered', text: `${partner}: ${what} to revision ${revision}, update ${updateId}` }
    }
    case 'outcome': {
      const { result, reason, update, partner, updateId, orderVersion } = happening
      const version = orderVersion === null ? '' : `, the order is at version ${orderVersion}`
      const why = reason ? ` (${reason.code}: ${reason.text})` : ''
      const text = `${result}${why}: ${inWords(update)} of ${partner}, update ${updateId}${version}`
      return { event: 'outcome', text }
    }
    case 'replay':
      return { event: 'replay', text: replayText(happening) }
    case 'unreadable':
      return { event: 'invalid', text: happening.text }
    default:
      return { event: happening.kind, text: `${happening.code}: ${happening.text}` }
  }
}

function replayText({ action, by, reason }: Happening & { kind: 'replay' }): string {
  if (by === undefined) return reason === undefined ? action : `${action} (${reason})`
  const asked = action === 'correct' ? 'a correction' : action
  return reason === undefined ? `${by} cancels it` : `${by} asks for ${asked}, because "${reason}"`
}

function inWords(kind: UpdateKind): string {
  return kind.toLowerCase().replaceAll('_', ' ')
}
