// Generated from schemas/channel-message/1.avsc by `pnpm contracts:generate`: change the schema, not this file.

import type { Instant } from '../instant.ts'

/** Any JSON put on the channel through POST /send. */
export interface ChannelMessage {
  /** Identity of the message: the same for a retry with the same Idempotency-Key. */
  id: string
  /** Media type of body (RFC 9110), for now always application/json. */
  contentType: string
  /** The JSON text as the sender wrote it, insignificant white space removed, numbers untouched. */
  body: string
  /** Who sent it, from the credential; null when the gateway runs without authentication. */
  sender: string | null
  /** When the gateway received it. */
  receivedAt: Instant
}
