import { crashPoint } from '@channel-adapter/seams'
import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Channel } from './channel.ts'
import { binaryEvent, type CloudEvent, isBinaryEvent, structuredEvent } from './cloud-event.ts'
import { derivedId, Idempotency, type IdempotencyLimits } from './idempotency.ts'
import { journeyOf } from './journey.ts'
import { emptyBody, type JsonBody } from './json-body.ts'
import { prepareEvent, prepareMessage } from './prepare.ts'
import { notReady, publishProblem } from './publish-problem.ts'

export interface SendOptions {
  /** Undefined until the broker and the registry have answered for the first time. */
  readonly channel: () => Channel | undefined
  readonly idempotency: IdempotencyLimits
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

// Callers are told apart by their credentials; without any, all are one.
const CALLER = 'anonymous'
const JSON_UTF8 = 'application/json; charset=utf-8'

/** POST /send: publishes what it is given, and answers 200 only after the broker has it. */
export function sendRoute(app: FastifyInstance, { channel, idempotency: limits, now }: SendOptions): void {
  const idempotency = new Idempotency(limits)

  app.post<{ Body: JsonBody | undefined }>('/send', async (request, reply) => {
    const open = channel()
    if (!open) throw notReady()
    const { headers, body } = request
    if (!body) throw emptyBody()
    const event = eventOf(headers, body)
    const journey = journeyOf(headers, event?.extensions['traceparent'])
    void reply.header('x-request-id', journey.correlationId)

    const key = headers['idempotency-key']
    const keyId = typeof key === 'string' ? derivedId(CALLER, key) : undefined
    const { message, answer } = event
      ? prepareEvent(event, keyId ?? event.id, now(), journey, open)
      : prepareMessage(body, keyId ?? randomUUID(), now(), journey, open)
    const publish = async () => {
      crashPoint('gateway.accepted')
      await open.publish([message])
      crashPoint('gateway.published')
    }
    try {
      await (keyId === undefined ? publish() : idempotency.once(keyId, whatIsSent(headers, body), publish))
    } catch (error) {
      throw publishProblem(error)
    }
    return reply.type(JSON_UTF8).send(answer)
  })
}

function eventOf(headers: IncomingHttpHeaders, body: JsonBody): CloudEvent | undefined {
  if (isStructured(headers)) return structuredEvent(body.value)
  return isBinaryEvent(headers) ? binaryEvent(headers, body.value) : undefined
}

// The parser has made sure that the media type is one of ACCEPTED.
function isStructured(headers: IncomingHttpHeaders): boolean {
  return /^\s*application\/cloudevents\+json/i.test(headers['content-type'] ?? '')
}

/** All that makes one request another than the next, the attributes that stand in headers included. */
function whatIsSent(headers: IncomingHttpHeaders, body: JsonBody): string[] {
  const names = Object.keys(headers).filter((name) => name.startsWith('ce-'))
  const attributes = names.toSorted().map((name) => `${name}: ${String(headers[name])}`)
  return [String(isStructured(headers)), body.text, ...attributes]
}
