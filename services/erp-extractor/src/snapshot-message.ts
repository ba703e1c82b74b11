import {
  type Codec,
  ContractViolated,
  failureTopics,
  namedIds,
  type Order,
  orderKey,
} from '@channel-adapter/contracts'
import type { UnreadableOrder } from '@channel-adapter/erp'
import { cloudEventHeaders, failureHeaders, type OutgoingMessage } from '@channel-adapter/messaging'

// The namespace of the ids of snapshots; it must never change.
const eventIdOf = namedIds('5b4cbd49-3e0f-4c4e-8c4f-0c4a8f1d6f6e')

// The broker's default limit for a batch is 1 MiB; headers and the batch itself need some of it.
const MAX_MESSAGE_BYTES = 800_000
const MAX_TEXT = 2000

/** Where snapshots go. */
export interface SnapshotChannel {
  readonly codec: Codec<Order>
  /** The order topic, prefix included. */
  readonly topic: string
  /** The extractor's group, prefix included: it names the Invalid Message Channel. */
  readonly group: string
}

/**
 * An order as a message. The same version of an order has the same event id, whenever and by whomever it is sent.
 * An order that breaks the contract, or is larger than a message may be, goes to the Invalid Message Channel instead:
 * it must not hold up the orders behind it.
 * @param at when, for the Invalid Message Channel
 * @param change tells apart several times that an order was at one version, where an ERP's versions are fingerprints
 */
export function snapshotMessage(
  order: Order,
  channel: SnapshotChannel,
  at: Date,
  change = 1,
): OutgoingMessage {
  const invalid = (path: string, reason: string) =>
    invalidOrderMessage(
      order.source,
      { number: order.number, path, reason, raw: JSON.stringify(order) },
      channel,
      at,
    )
  let value: Buffer
  try {
    value = channel.codec.encode(order)
  } catch (error) {
    if (!(error instanceof ContractViolated)) throw error
    return invalid(error.violations[0]?.path ?? '', error.message)
  }
  if (value.length > MAX_MESSAGE_BYTES) {
    return invalid('', `it takes ${value.length} bytes, and a message may have ${MAX_MESSAGE_BYTES}`)
  }
  const key = orderKey(order)
  const id = eventIdOf(`${key}@${order.version}${change === 1 ? '' : `#${change}`}`)
  return {
    topic: channel.topic,
    key,
    value,
    headers: {
      ...cloudEventHeaders({
        id,
        type: channel.codec.contract.name,
        source: `/erp/${order.source}`,
        time: order.changedAt,
        subject: key,
        traceparent: traceparentOf(id),
        correlationId: id,
      }),
      // Lets a supplier pass over the orders of others without decoding them.
      supplier: order.supplier.id,
    },
  }
}

/** An order that the ERP delivered and that cannot be told: as it came, as far as it fits, with the reason. */
export function invalidOrderMessage(
  source: string,
  order: UnreadableOrder,
  { topic, group }: SnapshotChannel,
  at: Date,
): OutgoingMessage {
  return {
    topic: failureTopics(topic, group).invalid,
    key: orderKey({ source, number: order.number }),
    value: Buffer.from(order.raw).subarray(0, MAX_MESSAGE_BYTES),
    headers: {
      'content-type': 'application/json',
      [failureHeaders.topic]: topic,
      [failureHeaders.group]: group,
      [failureHeaders.code]: 'unreadable-order',
      [failureHeaders.text]:
        `order ${order.number} of connection ${source}, at ${order.path || '/'}: ${order.reason}`.slice(
          0,
          MAX_TEXT,
        ),
      [failureHeaders.attempts]: '1',
      [failureHeaders.firstFailedAt]: at.toISOString(),
    },
  }
}

// A trace begins where the change was found; its id follows from the change, so that a repetition is the same trace.
function traceparentOf(eventId: string): string {
  const hex = eventId.replaceAll('-', '')
  return `00-${hex}-${hex.slice(16)}-01`
}
