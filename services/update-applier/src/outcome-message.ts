import {
  type Codec,
  instant,
  namedIds,
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

// The namespace of the ids of outcomes; it must never change.
const eventId = namedIds('c1f6d5a4-52f4-4a2e-9a0b-8f5f0f7f5a0e')

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
      id: eventId(`${key} ${update.id} ${outcome.result}`),
      type: codec.contract.name,
      source: `/erp/${update.source}`,
      time: decidedAt,
      subject: key,
      ...journeyOf(cause.headers),
    }),
  }
}
