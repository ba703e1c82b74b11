import { contracts } from '@channel-adapter/contracts'
import type { SwaggerOptions } from '@fastify/swagger'
import { contractSchema, type JsonSchema } from './contract-schema.ts'

const text = { type: 'string' } as const
const sent = { const: 'Mensaje enviado a Kafka' } as const

const problemSchema: JsonSchema = {
  type: 'object',
  description: 'Problem details (RFC 9457).',
  properties: {
    type: { ...text, description: 'Stable: urn:channel-adapter:problem:<name>.' },
    title: text,
    status: { type: 'integer' },
    detail: { ...text, description: 'What happened and how to mend it.' },
    errors: {
      type: 'array',
      description: 'Each place that is wrong.',
      items: {
        type: 'object',
        properties: {
          pointer: {
            ...text,
            description: 'JSON Pointer into the body, such as "#/data/response/lines/0/code".',
          },
          header: { ...text, description: 'Or the name of a header.' },
          detail: text,
        },
        required: ['detail'],
      },
    },
  },
  required: ['type', 'title', 'status', 'detail'],
}

/** One of a list of contracts: each is an event whose data keeps it. */
function eventSchema(type: string, data: JsonSchema): JsonSchema {
  return {
    type: 'object',
    title: type,
    properties: {
      specversion: { const: '1.0' },
      id: { ...text, minLength: 1, description: 'With `source`, identity of the event.' },
      source: { ...text, minLength: 1, description: 'URI reference of the sender.' },
      type: { const: type },
      subject: {
        ...text,
        description: 'Key of the message. For an order and an update it must be source:number of the data.',
      },
      time: { ...text, format: 'date-time' },
      datacontenttype: { const: 'application/json' },
      data,
    },
    required: ['specversion', 'id', 'source', 'type', 'data'],
  }
}

const eventSchemas = {
  oneOf: [
    eventSchema(contracts.orderUpdate.name, contractSchema(contracts.orderUpdate, ['id'])),
    eventSchema(contracts.order.name, contractSchema(contracts.order)),
    eventSchema(contracts.channelMessage.name, contractSchema(contracts.channelMessage)),
  ],
}

const answer = (description: string, headers: JsonSchema = {}) => ({
  description,
  headers,
  content: { 'application/problem+json': { schema: problemSchema } },
})
const retryAfter = { 'retry-after': { type: 'integer', description: 'Seconds to wait.' } }

/** Description of POST /send; nothing is validated by it. */
export const sendSchema = {
  summary: 'Publishes one message and answers once the broker has it',
  description: `Plain JSON is a message of the channel, on ${contracts.channelMessage.name}. An event (CloudEvents 1.0, structured mode, or binary mode with ce- headers and application/json) names a contract in its type, and its data is checked against it.`,
  headers: {
    type: 'object',
    properties: {
      'idempotency-key': {
        ...text,
        maxLength: 255,
        description: 'Makes a retry safe: the same key is the same message, and takes effect once.',
      },
      'x-request-id': { ...text, description: 'Passed on as correlation id, and answered.' },
      traceparent: { ...text, description: 'W3C Trace Context, passed on.' },
    },
  },
  body: {
    content: {
      'application/json': {
        schema: { description: 'Any JSON.', examples: [{ id: 1, mensaje: 'Hola desde Postman' }] },
      },
      'application/cloudevents+json': { schema: eventSchemas },
    },
  },
  response: {
    200: {
      description: 'The broker has the message, in every in-sync replica.',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: {
              data: { description: 'What was sent, without insignificant white space.' },
              message: sent,
              id: { ...text, description: 'Id of the event; not for plain JSON.' },
            },
            required: ['data', 'message'],
          },
        },
      },
    },
    400: answer(
      'The body is no JSON, is empty, nested too deep or has a forbidden name; or the key is invalid.',
    ),
    413: answer('The body is too large.'),
    415: answer('The media type is not accepted.'),
    422: answer(
      'The event or its data is wrong, each place is named; or the Idempotency-Key was used for another request.',
    ),
    429: answer('Too much waits for the broker. Nothing was sent.', retryAfter),
    503: answer('The broker or the registry is away, or did not confirm in time.', retryAfter),
  },
}

export const openApi: SwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Publisher gateway',
      version: '1.0.0',
      description:
        'Puts messages on the channel over HTTP, for inventory systems, suppliers and anyone without Kafka.',
    },
  },
}
