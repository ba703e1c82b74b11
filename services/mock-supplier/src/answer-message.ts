import { type Codec, orderKey, type OrderUpdate } from '@channel-adapter/contracts'
import {
  cloudEventHeaders,
  type IncomingMessage,
  journeyOf,
  type OutgoingMessage,
} from '@channel-adapter/messaging'

/** Where answers go. */
export interface AnswerChannel {
  readonly codec: Codec<OrderUpdate>
  /** Prefix included. */
  readonly topic: string
}

/** An answer as a message. It goes on with the trace of the snapshot that it answers. */
export function answerMessage(
  update: OrderUpdate,
  snapshot: Pick<IncomingMessage, 'headers'>,
  { codec, topic }: AnswerChannel,
): OutgoingMessage {
  const key = orderKey(update)
  return {
    topic,
    key,
    value: codec.encode(update),
    headers: cloudEventHeaders({
      id: update.id,
      type: codec.contract.name,
      source: `/partners/${update.partner}`,
      time: update.occurredAt,
      subject: key,
      ...journeyOf(snapshot.headers),
    }),
  }
}
