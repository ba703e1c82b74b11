/** What an operator wants of a connection, with who, why and when: the state and its audit record in one. */
export interface ControlRecord {
  /** `pause`: neither read nor written until `resume`. `poll`: read now, whatever the pace. */
  readonly action: 'pause' | 'resume' | 'poll'
  readonly connection: string
  readonly by: string
  readonly reason: string
  /** RFC 3339. */
  readonly at: string
}

const FORMAT = 1
const ACTIONS: readonly unknown[] = ['pause', 'resume', 'poll'] satisfies ControlRecord['action'][]

/**
 * The key of a record, for compaction: a request to poll must not take the place of the state that holds. A
 * connection's id has no colon.
 */
export function controlKey({ action, connection }: ControlRecord): string {
  return action === 'poll' ? `${connection}:poll` : connection
}

export function encodeControlRecord(record: ControlRecord): Buffer {
  return Buffer.from(JSON.stringify({ format: FORMAT, ...record }))
}

/** @returns undefined for bytes that are no record of this format: nothing follows from them */
export function decodeControlRecord(bytes: Buffer): ControlRecord | undefined {
  try {
    const { format, action, connection, by, reason, at } = JSON.parse(bytes.toString()) as Record<
      string,
      unknown
    >
    const texts = [connection, by, reason, at]
    if (format !== FORMAT || !ACTIONS.includes(action)) return undefined
    if (!texts.every((text) => typeof text === 'string')) return undefined
    return { action, connection, by, reason, at } as ControlRecord
  } catch {
    return undefined
  }
}
