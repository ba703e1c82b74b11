import { type Codec, type MissingAnswer, namedIds, orderKey } from '@channel-adapter/contracts'
import { cloudEventHeaders, type OutgoingMessage } from '@channel-adapter/messaging'

// The namespace of the ids of missing answers; it must never change.
const eventId = namedIds('e4183352-2931-4ee8-a535-842062ac52e4')

export interface MissingChannel {
  readonly codec: Codec<MissingAnswer>
  /** Prefix included. */
  readonly topic: string
}

type Named = Pick<MissingAnswer, 'source' | 'number' | 'supplier' | 'revision' | 'state'>

/** The same state of the same revision has the same id, whoever notices it and when. */
export function missingId({ supplier, revision, state, ...order }: Named): string {
  return eventId(`${orderKey(order)} ${supplier} ${revision} ${state}`)
}

/** A missing answer as a message. */
export function missingMessage(missing: MissingAnswer, { codec, topic }: MissingChannel): OutgoingMessage {
  const key = orderKey(missing)
  return {
    topic,
    key,
    value: codec.encode(missing),
    headers: {
      ...cloudEventHeaders({
        id: missing.id,
        type: codec.contract.name,
        source: `/erp/${missing.source}`,
        time: missing.noticedAt,
        subject: key,
      }),
      // As on orders: whose it is, without decoding.
      supplier: missing.supplier,
    },
  }
}
