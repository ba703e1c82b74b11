import { type AuditRecord, type Codec, InvalidMessage } from '@channel-adapter/contracts'
import { follow, type IncomingMessage, type KafkaConnection } from '@channel-adapter/messaging'
import type { Logger } from '@channel-adapter/process'
import { AuditBook } from './audit-book.ts'

export interface AuditOptions {
  /** Prefix included. */
  readonly topic: string
  /** Beginning of the name of the reader's group. */
  readonly group: string
  readonly codec: Codec<AuditRecord>
  readonly log: Logger
  readonly onChange: () => void
  readonly onFatal: (error: Error) => void
}

/** Reads the audit trail from its beginning and goes on reading. Resolves when reading has begun. */
export async function followAudit(
  kafka: KafkaConnection,
  { topic, group, codec, log, onChange, onFatal }: AuditOptions,
): Promise<{ readonly book: AuditBook; stop(): Promise<void> }> {
  const book = new AuditBook()
  let batch: IncomingMessage[] = []
  // The topic has one partition; after a lost connection it may be read again from its beginning.
  let end = -1n
  const following = await follow(kafka, {
    topics: [topic],
    group,
    onMessage: (message) => batch.push(message),
    async onRead() {
      const taken = batch
      batch = []
      for (const { offset, value } of taken) {
        if (offset <= end) continue
        try {
          book.note(await codec.decode(value))
        } catch (error) {
          if (!(error instanceof InvalidMessage)) throw error
          log.warn({ topic, offset: String(offset), error: error.message }, 'no audit record')
        }
        end = offset
      }
      onChange()
    },
    onFatal,
  })
  return { book, stop: () => following.stop() }
}
