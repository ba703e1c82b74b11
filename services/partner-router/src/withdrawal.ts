import {
  cloudEventHeaders,
  type IncomingMessage,
  journeyOf,
  type OutgoingMessage,
} from '@channel-adapter/messaging'
import { v5 as uuidv5 } from 'uuid'

// Any constant UUID serves as the namespace of our event ids (RFC 9562, version 5); it must never change.
const EVENT_NAMESPACE = '3f0b6c1e-8a57-4d0e-9c51-6d2f1f4b7a90'

/**
 * Tells a partner that an order is no longer its own: nothing under the order's key, so that compaction forgets what it
 * was. The same withdrawal has the same event id.
 * @param cause the message of the order topic by which it went to another; nothing of it but the key is told
 */
export function withdrawal(cause: IncomingMessage, partner: string, topic: string): OutgoingMessage {
  const { key, partition, offset, timestamp, headers } = cause
  return {
    topic,
    key,
    value: null,
    headers: cloudEventHeaders({
      id: uuidv5(`${partner} ${key} ${partition} ${offset}`, EVENT_NAMESPACE),
      type: 'purchasing.order-withdrawn.v1',
      source: '/partner-router',
      time: new Date(timestamp).toISOString(),
      subject: key,
      ...journeyOf(headers),
    }),
  }
}
