import { type Contract, contracts } from '../../../packages/contracts/src/index.ts'
import {
  exampleAudit,
  exampleMessage,
  exampleMissing,
  exampleOrder,
  exampleOutcomes,
  exampleUpdates,
} from '../../../packages/contracts/src/examples.ts'
import type { OutgoingMessage } from '../../../packages/messaging/src/index.ts'
import type { PublishedMessages } from './published.ts'

type Headers = OutgoingMessage['headers']

const AVRO = 'application/vnd.apache.avro;version=1.9.0'

const MEANING: Readonly<Record<string, string>> = {
  ce_specversion: 'CloudEvents 1.0, Kafka binding, binary mode.',
  ce_id: 'Identity of the event: the same change has the same id, however often it is sent.',
  ce_type: 'The contract.',
  ce_source: 'Who sends it, as a URI reference.',
  ce_time: 'When it happened (RFC 3339).',
  ce_subject: 'The key of what it is about.',
  'content-type': "Avro in Confluent's wire format: a zero byte, the schema's id in 4 bytes, the data.",
  traceparent: 'W3C Trace Context: goes on from snapshot to answer to outcome.',
  'correlation-id': 'The same in all that follows from one change or request.',
  supplier: "The supplier's number: lets a supplier pass over the orders of others without decoding them.",
  'x-original-topic': 'Where the message was read.',
  'x-original-partition': 'Its partition there; it lies in the partition of the same number here.',
  'x-original-offset': 'Its offset there.',
  'x-original-timestamp': 'Its time there, in milliseconds since the epoch.',
  'x-consumer-group': 'The group that could not handle it.',
  'x-error-code': 'Why, as a stable code: docs/failures.md.',
  'x-error-text': 'Why, for a person.',
  'x-error-stack': 'Where, if it was a bug.',
  'x-attempts': 'How often it was tried.',
  'x-first-failed-at': 'When it first failed (RFC 3339).',
}
/** Always the same, of one kind of message. */
const CONSTANT = new Set(['ce_specversion', 'ce_type', 'content-type'])

/** JSON Schema of a message's headers, from those that our code sends. Pure. */
export function headersSchema(headers: Headers, required: readonly string[] = []): object {
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        {
          type: 'string',
          ...(CONSTANT.has(name) ? { const: value } : { examples: [value] }),
          description: MEANING[name] ?? '',
        },
      ]),
    ),
    ...(required.length > 0 && { required }),
  }
}

const KEY = {
  type: 'string',
  description: 'source:number of the order, so that an order lies in one partition (murmur2, as in Java).',
  examples: ['adventureworks:4011'],
}

interface Example {
  readonly name: string
  readonly headers: Headers
  readonly payload: object
}

interface Described {
  readonly title: string
  readonly summary: string
  /** Those that every such message has. */
  readonly required?: readonly string[]
  readonly key?: object
  readonly examples: readonly [Example, ...Example[]]
}

function avroMessage(contract: Contract<never>, described: Described): object {
  const { title, summary, required, key = KEY, examples } = described
  return {
    name: contract.name,
    title,
    summary,
    contentType: 'application/avro',
    headers: headersSchema(examples[0].headers, required),
    payload: { schemaFormat: AVRO, schema: JSON.parse(contract.schema) as object },
    bindings: {
      kafka: {
        key,
        schemaIdLocation: 'payload',
        schemaIdPayloadEncoding: 'confluent',
        schemaLookupStrategy: 'TopicNameStrategy',
        bindingVersion: '0.5.0',
      },
    },
    examples,
  }
}

const EVENT = ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_time', 'content-type']

/** Every kind of message on our topics, as AsyncAPI's Message Objects. */
export function messages(published: PublishedMessages): Record<string, object> {
  const { order, response, message, applied, refused, missing, deadLetter, audit } = published
  const { applied: appliedOutcome, refused: refusedOutcome } = exampleOutcomes
  return {
    order: avroMessage(contracts.order, {
      title: 'Order',
      summary: 'A snapshot: the whole order at one version.',
      required: EVENT,
      examples: [{ name: 'issued', headers: order.headers, payload: exampleOrder }],
    }),
    orderUpdate: avroMessage(contracts.orderUpdate, {
      title: 'Order update',
      summary: 'What a partner answers. The headers are recommended; key and value are what counts.',
      examples: [
        { name: 'response', headers: response.headers, payload: exampleUpdates.response },
        ...Object.entries(exampleUpdates)
          .filter(([kind]) => kind !== 'response')
          .map(([name, payload]) => ({
            name,
            headers: { ...response.headers, ce_id: payload.id, ce_source: `/partners/${payload.partner}` },
            payload,
          })),
      ],
    }),
    orderUpdateOutcome: avroMessage(contracts.orderUpdateOutcome, {
      title: 'Outcome',
      summary: 'What became of an update: the functional receipt.',
      required: EVENT,
      examples: [
        { name: 'applied', headers: applied.headers, payload: appliedOutcome },
        { name: 'refused', headers: refused.headers, payload: refusedOutcome },
      ],
    }),
    missingAnswer: avroMessage(contracts.missingAnswer, {
      title: 'Missing answer',
      summary: 'An answer has not come in time, or is missing no longer.',
      required: EVENT,
      examples: [{ name: 'overdue', headers: missing.headers, payload: exampleMissing }],
    }),
    channelMessage: avroMessage(contracts.channelMessage, {
      title: 'Message',
      summary: 'Any other JSON put on the channel through POST /send.',
      required: EVENT,
      key: {
        type: 'string',
        description: "The message's id, or the subject of the event that it was.",
        examples: [message.key],
      },
      examples: [{ name: 'plain', headers: message.headers, payload: exampleMessage }],
    }),
    auditRecord: avroMessage(contracts.audit, {
      title: 'Audit record',
      summary: 'A change that somebody made to the flow, or was denied.',
      required: EVENT,
      key: {
        type: 'string',
        description: 'The connection that it is about; the subject where there is none.',
        examples: [audit.key],
      },
      examples: [{ name: 'pause', headers: audit.headers, payload: exampleAudit }],
    }),
    failed: failedMessageOf(deadLetter),
    replayRecord: internal(
      'Replay record',
      'An operator\'s request to handle parked messages again or to give them up, and what became of it. Internal: the command "adapter dlq" writes and shows it.',
    ),
    controlRecord: internal(
      'Control record',
      'What an operator wants of a connection, with who, why and when; keyed by the connection, a request to poll by "connection:poll". Internal: the command "adapter connections" writes and shows it.',
    ),
    cursor: internal(
      'Cursor',
      "How far one connection has been read; keyed by the connection. Internal: the extractor's only state, written in the orders' own transaction.",
    ),
    publishedOrder: internal(
      'Published order',
      'Which version of an order was published last; keyed by the order. Internal, as the cursor is.',
      { contentType: 'text/plain', payload: { type: 'string' } },
    ),
  }
}

function failedMessageOf({ headers }: OutgoingMessage): object {
  return {
    name: 'failed',
    title: 'Failed message',
    summary: 'Key, bytes and headers as they came, and why they could not be handled.',
    headers: headersSchema(headers, ['x-original-topic', 'x-consumer-group', 'x-error-code', 'x-error-text']),
    payload: { description: "The message's own bytes." },
    bindings: { kafka: { key: KEY, bindingVersion: '0.5.0' } },
    examples: [{ name: 'refused-by-the-erp', headers, payload: exampleUpdates.response }],
  }
}

function internal(
  title: string,
  summary: string,
  content = { contentType: 'application/json', payload: { type: 'object' } },
): object {
  return {
    name: title.toLowerCase().replaceAll(' ', '-'),
    title,
    summary,
    ...content,
    bindings: { kafka: { key: { type: 'string' }, bindingVersion: '0.5.0' } },
  }
}
