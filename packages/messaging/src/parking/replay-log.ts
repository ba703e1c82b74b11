/** Where a message lay before it was parked: identifies a dead letter however often it was written. */
export interface OriginalPlace {
  readonly partition: number
  readonly offset: string
}

/** A text that is the same for the same place, for maps and sets. */
export function placeName({ partition, offset }: OriginalPlace): string {
  return `${partition}/${offset}`
}

/** A parked message, by what an operator and the replay need to know of it. */
export interface ParkedEntry extends OriginalPlace {
  readonly key: string
  /** Its newest offset in the Dead Letter Channel's partition of the same number. */
  readonly letter: string
}

/**
 * What the replay log holds: requests by operators, and what became of each entry. The log is the audit record; the
 * Dead Letter Channel itself holds dead letters and nothing else, for other people's consoles.
 */
export type ReplayRecord = ReplayRequest | ReplayCancel | ReplayResult

interface Common {
  /** The operator's plan: all requests of one command share it. */
  readonly plan: string
  readonly key: string
  /** RFC 3339. */
  readonly at: string
}

export interface RequestedEntry extends OriginalPlace {
  readonly letter: string
  /** In base64: what an operator has made of its bytes, to be handled instead. The letter stays as it was. */
  readonly value?: string
  /** With it, in base64: the bytes that are parked, so that the record alone shows what was changed. */
  readonly before?: string
}

/** All entries of one key, in order, are to be handled again or given up. */
export interface ReplayRequest extends Common {
  readonly kind: 'request'
  readonly action: 'replay' | 'discard'
  readonly entries: readonly RequestedEntry[]
  readonly by: string
  readonly reason: string
}

export interface ReplayCancel extends Common {
  readonly kind: 'cancel'
  readonly by: string
}

export interface ReplayResult extends Common, OriginalPlace {
  readonly kind: 'result'
  /** The dead letter is settled up to this offset: one written later is parked anew. */
  readonly letter: string
  /** `failed`: it stays parked, and so do the later ones of its key. */
  readonly result: 'replayed' | 'discarded' | 'failed'
  readonly code?: string
  readonly text?: string
}

const FORMAT = 1

export function encodeReplayRecord(record: ReplayRecord): Buffer {
  return Buffer.from(JSON.stringify({ format: FORMAT, ...record }))
}

/** @returns undefined for bytes that are no record of this format: whoever wrote them, nothing follows from them */
export function decodeReplayRecord(bytes: Buffer): ReplayRecord | undefined {
  try {
    const { format, ...record } = JSON.parse(bytes.toString()) as ReplayRecord & { format?: unknown }
    return format === FORMAT && isRecord(record) ? record : undefined
  } catch {
    return undefined
  }
}

/** What a reader relies on: whoever follows the log must not fall over a record that only begins like one. */
function isRecord(record: Unchecked<ReplayRecord>): record is ReplayRecord {
  if (![record.plan, record.key, record.at].every(isText)) return false
  switch (record.kind) {
    case 'request':
      return (
        ['replay', 'discard'].includes(record.action as string) &&
        [record.by, record.reason].every(isText) &&
        Array.isArray(record.entries) &&
        record.entries.every(isRequestedEntry)
      )
    case 'cancel':
      return isText(record.by)
    case 'result':
      return (
        isPlace(record) &&
        isOffset(record.letter) &&
        ['replayed', 'discarded', 'failed'].includes(record.result as string) &&
        [record.code, record.text].every(isTextIfThere)
      )
    default:
      return false
  }
}

type Unchecked<T> = T extends { kind: infer K }
  ? { readonly kind: K } & { readonly [Name in Exclude<keyof T, 'kind'>]?: unknown }
  : never

function isRequestedEntry(entry: unknown): entry is RequestedEntry {
  if (typeof entry !== 'object' || entry === null) return false
  const { letter, value, before } = entry as Partial<Record<keyof RequestedEntry, unknown>>
  return isPlace(entry) && isOffset(letter) && [value, before].every(isTextIfThere)
}

function isPlace(place: { readonly partition?: unknown; readonly offset?: unknown }): boolean {
  return Number.isInteger(place.partition) && isOffset(place.offset)
}

function isOffset(value: unknown): boolean {
  return isText(value) && /^\d+$/.test(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isTextIfThere(value: unknown): boolean {
  return value === undefined || isText(value)
}
