import { contracts } from '@channel-adapter/contracts'
import { exampleUpdates } from '@channel-adapter/contracts/examples'
import { ACCEPTED, EVENT_TYPE, JSON_TYPE } from '../media-types.ts'
import { SENT } from '../prepare.ts'
import { anyEvent, eventExamples } from './events.ts'
import { sendProblems } from './problems.ts'

const text = { type: 'string' } as const

const DESCRIPTION = `Answers 200 only after every in-sync replica of the broker has the message. What is sent is told by \`Content-Type\`:

- **Plain JSON**, whatever it holds, is a message on \`${contracts.channelMessage.name}\`. It goes out as it was written: \`1.10\` stays \`1.10\`.
- **An event** (CloudEvents 1.0, structured mode) names a contract in its \`type\`. Its \`data\` is checked against the contract and goes to that contract's topic, under the order's key.
- **An event in binary mode** is \`${JSON_TYPE}\` with \`ce-\` headers: they are the attributes, the body is the data.

An \`Idempotency-Key\` makes a retry safe.

Where the gateway is given partners, each request needs a credential, and who sends it is told by that alone: the update's \`partner\` must be a name that it may speak for, and may be left out. A partner that signs (Standard Webhooks) sends \`webhook-id\`, \`webhook-timestamp\` and \`webhook-signature\` too, and no events in binary mode.`

const header = (name: string, schema: object, description: string, example?: string) => ({
  in: 'header',
  name,
  required: false,
  schema,
  description,
  ...(example !== undefined && { example }),
})

const attribute = (name: string, description: string, example: string) =>
  header(`ce-${name}`, text, `${description} Makes this a request in binary mode.`, example)

const parameters = [
  header(
    'Idempotency-Key',
    { ...text, minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7e]+$' },
    'The same key is the same message on any instance, and takes effect once. Where the instance has seen it, a repetition is answered without publishing again.',
    'answer to 4011, revision 1',
  ),
  header('X-Request-Id', text, 'Passed on as correlation id and answered; made anew when it is none.'),
  header('traceparent', text, 'W3C Trace Context, passed on; made anew when it is none.'),
  // Not const: beside a body that is an event itself it is not looked at.
  header('ce-specversion', text, 'Makes this a request in binary mode; it must be `1.0` there.', '1.0'),
  header('webhook-id', text, 'Of a signed request: its identity, in place of an Idempotency-Key.'),
  header(
    'webhook-timestamp',
    text,
    'Of a signed request: seconds since the epoch, within five minutes of now.',
  ),
  header(
    'webhook-signature',
    text,
    'Of a signed request: `v1,` and the HMAC-SHA256 of `id.timestamp.body` in base64.',
  ),
  attribute('id', 'Attribute `id`.', exampleUpdates.response.id),
  attribute('source', 'Attribute `source`.', '/partners/litware'),
  attribute('type', 'Attribute `type`: the contract.', contracts.orderUpdate.name),
]

const RETRY_AFTER = {
  'Retry-After': {
    description: 'Seconds to wait before the next try.',
    schema: { type: 'integer', minimum: 1 },
  },
}

const WWW_AUTHENTICATE = { 'WWW-Authenticate': { description: 'Always `Bearer`.', schema: text } }

const STATUSES: Readonly<Record<number, string>> = {
  400: 'The request cannot be read.',
  401: 'The caller has not said who it is, or the signature is not accepted.',
  403: 'The caller may not send this.',
  408: 'The request came too slowly.',
  413: 'The body is too large.',
  415: `The media type is not accepted; these are: ${ACCEPTED.join(', ')}. Nor is any content coding, such as gzip.`,
  422: 'The event or its data is wrong and each place is named, or the Idempotency-Key was used for another request.',
  429: "Too much waits for the broker, or the caller's quota is used up. Nothing was sent.",
  431: 'The headers are too large.',
  500: 'The gateway failed.',
  503: 'The broker, the registry or the provider of tokens is away, or the broker did not confirm in time; `detail` says whether the message may have been stored.',
}

function problemAnswers() {
  return Object.fromEntries(
    Object.entries(STATUSES).map(([status, description]) => [
      status,
      {
        description,
        ...(status === '401' && { headers: WWW_AUTHENTICATE }),
        ...((status === '429' || status === '503') && { headers: RETRY_AFTER }),
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: Object.fromEntries(
              Object.entries(sendProblems).filter(([, { value }]) => String(value.status) === status),
            ),
          },
        },
      },
    ]),
  )
}

const plain = {
  summary: 'Any JSON',
  value: { id: 1, mensaje: 'Hola desde Postman' },
}

/** POST /send, as OpenAPI's Operation Object. */
export const sendOperation = {
  operationId: 'send',
  tags: ['Channel'],
  summary: 'Puts one message on the channel',
  description: DESCRIPTION,
  // Where the gateway runs without authentication, none is needed.
  security: [{ bearer: [] }, {}],
  parameters,
  requestBody: {
    required: true,
    content: {
      [JSON_TYPE]: {
        schema: { description: 'Any JSON; in binary mode the data of the event.' },
        examples: {
          plain,
          binary: {
            summary: "A supplier's answer in binary mode, with ce- headers",
            value: eventExamples.response?.value.data,
          },
        },
      },
      [EVENT_TYPE]: { schema: anyEvent, examples: eventExamples },
    },
  },
  responses: {
    200: {
      description: 'The broker has the message, in every in-sync replica.',
      headers: {
        'X-Request-Id': { description: "The message's correlation id.", schema: text },
      },
      content: {
        [JSON_TYPE]: {
          schema: { $ref: '#/components/schemas/Sent' },
          examples: {
            plain: { summary: 'Of any JSON', value: { data: plain.value, message: SENT } },
            event: {
              summary: 'Of an event',
              value: {
                data: eventExamples.response?.value.data,
                message: SENT,
                id: eventExamples.response?.value.id,
              },
            },
          },
        },
      },
    },
    ...problemAnswers(),
  },
}

/** What a 200 says. */
export const sentSchema = {
  type: 'object',
  properties: {
    data: { description: 'What was sent, without insignificant white space.' },
    message: { const: SENT },
    id: { ...text, description: 'Id of the event; not for plain JSON.' },
  },
  required: ['data', 'message'],
  additionalProperties: false,
}
