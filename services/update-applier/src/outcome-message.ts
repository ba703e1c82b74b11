import {
  type Codec,
  instant,
  orderKey,
  type OrderUpdate,
  type OrderUpdateOutcome,
  updateKind,
} from '@channel-adapter/contracts'
import {
  cloudEventHeaders,
  type IncomingMessage,
  journeyOf,
  type OutgoingMessage,
} from '@channel-adapter/messaging'
import { v5 as uuidv5 } from 'uuid'

// Any constant UUID serves as the namespace of our event ids (RFC 9562, version 5); it must never change.
const EVENT_NAMESPACE = 'c1f6d5a4-52f4-4a2e-9a0b-8f5f0f7f5a0e'

export type Outcome = Pick<OrderUpdateOutcome, 'result' | 'orderVersion' | 'reason'>

export interface OutcomeChannel {
  readonly codec: Codec<OrderUpdateOutcome>
  /** Prefix included. */
  readonly topic: string
}

/** The functional receipt of an update. The same outcome of the same update has the same event id. */
export function outcomeMessage(
  update: OrderUpdate,
  outcome: Outcome,
  cause: IncomingMessage,
  { codec, topic }: OutcomeChannel,
  now: number,
): OutgoingMessage {
  const key = orderKey(update)
  const decidedAt = instant(now)
  return {
    topic,
    key,
    value: codec.encode({
      updateId: update.id,
      source: update.source,
      number: update.number,
      partner: update.partner,
      kind: updateKind(update),
      ...outcome,
      decidedAt,
    }),
    headers: cloudEventHeaders({
      id: uuidv5(`${key} ${update.id} ${outcome.result}`, EVENT_NAMESPACE),
      type: codec.contract.name,
      source: `/erp/${update.source}`,
      time: decidedAt,
      subject: key,
      ...journeyOf(cause.headers),
    }),
  }
}
