import { type Codec, ContractViolated, failureTopics, type Order, orderKey } from '@channel-adapter/contracts'
import type { UnreadableOrder } from '@channel-adapter/erp'
import { cloudEventHeaders, failureHeaders, type OutgoingMessage } from '@channel-adapter/messaging'
import { v5 as uuidv5 } from 'uuid'

// Any constant UUID serves as the namespace of our event ids (RFC 9562, version 5); it must never change.
const EVENT_NAMESPACE = '5b4cbd49-3e0f-4c4e-8c4f-0c4a8f1d6f6e'

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
 * An order that breaks the contract goes to the Invalid Message Channel instead.
 */
export function snapshotMessage(order: Order, channel: SnapshotChannel): OutgoingMessage {
  const key = orderKey(order)
  try {
    const id = uuidv5(`${key}@${order.version}`, EVENT_NAMESPACE)
    return {
      topic: channel.topic,
      key,
      value: channel.codec.encode(order),
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
  } catch (error) {
    if (!(error instanceof ContractViolated)) throw error
    const [violation] = error.violations
    const raw = JSON.stringify(order)
    return invalidOrderMessage(
      order.source,
      { number: order.number, path: violation?.path ?? '', reason: error.message, raw },
      channel,
      new Date(),
    )
  }
}

/** An order that the ERP delivered and that cannot be told: as it came, with the reason. */
export function invalidOrderMessage(
  source: string,
  order: UnreadableOrder,
  { topic, group }: SnapshotChannel,
  at: Date,
): OutgoingMessage {
  return {
    topic: failureTopics(topic, group).invalid,
    key: orderKey({ source, number: order.number }),
    value: Buffer.from(order.raw),
    headers: {
      'content-type': 'application/json',
      [failureHeaders.topic]: topic,
      [failureHeaders.group]: group,
      [failureHeaders.code]: 'unreadable-order',
      [failureHeaders.text]: `order ${order.number} of connection ${source}, at ${order.path || '/'}: ${order.reason}`,
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
