import { parseOrderKey } from '@channel-adapter/contracts'
import { type Attributes, type LogFields, type SpanRequest, traceIdOf } from '@channel-adapter/telemetry'
import type { IncomingMessage, OutgoingMessage } from './ports.ts'

// OpenTelemetry's messaging conventions, of the version that packages/telemetry names: a message is created in one
// span, sent in another that is linked to it, and processed in one whose parent is the first.

/** What a log entry says that is written while a message is at work. Pure. */
export function logFieldsOf({ key, headers }: Pick<IncomingMessage, 'key' | 'headers'>): LogFields {
  const traceId = traceIdOf(headers['traceparent'])
  const order = parseOrderKey(key)
  const partner = /^\/partners\/(.+)$/.exec(headers['ce_source'] ?? '')?.[1]
  return {
    ...(traceId !== undefined && { trace_id: traceId }),
    ...(order && { order: key, connection: order.source }),
    ...(partner !== undefined && { partner }),
  }
}

/** The span in which a message is handled once. Pure. */
export function processSpan(message: IncomingMessage, group: string): SpanRequest {
  const { topic, partition, offset, headers } = message
  const { traceparent } = headers
  return {
    name: `process ${topic}`,
    kind: 'consumer',
    parent: traceparent,
    links: [traceparent],
    attributes: {
      ...operation('process', topic),
      ...messageAttributes(message),
      'messaging.consumer.group.name': group,
      'messaging.destination.partition.id': String(partition),
      'messaging.kafka.offset': Number(offset),
    },
  }
}

/** The span in which a message comes to be; its ids are those that the message carries. Pure. */
export function createSpan(message: OutgoingMessage): SpanRequest {
  const { topic, headers } = message
  return {
    name: `create ${topic}`,
    kind: 'producer',
    own: headers['traceparent'],
    attributes: { ...operation('create', topic), ...messageAttributes(message) },
  }
}

/** The span in which messages go to the broker, linked to those in which they came to be. Pure. */
export function sendSpan(messages: readonly OutgoingMessage[]): SpanRequest {
  const topics = [...new Set(messages.map(({ topic }) => topic))]
  const [only] = messages
  return {
    name: topics.length === 1 ? `send ${topics[0]}` : 'send',
    kind: 'client',
    links: messages.map(({ headers }) => headers['traceparent']),
    attributes: {
      ...operation('send', topics.length === 1 ? topics[0] : undefined),
      ...(messages.length === 1 && only
        ? messageAttributes(only)
        : { 'messaging.batch.message_count': messages.length }),
    },
  }
}

function operation(type: 'create' | 'send' | 'process', topic: string | undefined): Attributes {
  return {
    'messaging.system': 'kafka',
    'messaging.operation.name': type,
    'messaging.operation.type': type,
    ...(topic !== undefined && { 'messaging.destination.name': topic }),
  }
}

function messageAttributes({ key, headers }: Pick<OutgoingMessage, 'key' | 'headers'>): Attributes {
  const { ce_id: id, 'correlation-id': conversation } = headers
  return {
    'messaging.kafka.message.key': key,
    ...(id !== undefined && { 'messaging.message.id': id }),
    ...(conversation !== undefined && { 'messaging.message.conversation_id': conversation }),
  }
}
