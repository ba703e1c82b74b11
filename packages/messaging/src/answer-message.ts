import { type Codec, orderKey, type OrderUpdate } from '@channel-adapter/contracts'
import { cloudEventHeaders, journeyOf } from './cloud-events.ts'
import type { IncomingMessage, OutgoingMessage } from './ports.ts'

/** Where answers go. */
export interface AnswerChannel {
  readonly codec: Codec<OrderUpdate>
  /** Prefix included. */
  readonly topic: string
}

/** A partner's answer to an order as a message. It goes on with the trace of the snapshot that it answers. */
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
