import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Channel } from './channel.ts'
import { binaryEvent, type CloudEvent, isBinaryEvent, structuredEvent } from './cloud-event.ts'
import { derivedId, Idempotency, type IdempotencyLimits } from './idempotency.ts'
import { type Journey, journeyOf } from './journey.ts'
import type { JsonBody } from './json-body.ts'
import { sendSchema } from './open-api.ts'
import { type Prepared, prepareEvent, prepareMessage } from './prepare.ts'
import { notReady, publishProblem } from './publish-problem.ts'

export const EVENT_TYPE = 'application/cloudevents+json'
export const ACCEPTED = ['application/json', EVENT_TYPE]

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

  app.post<{ Body: JsonBody }>('/send', { schema: sendSchema }, async (request, reply) => {
    const open = channel()
    if (!open) throw notReady()
    const { headers, body } = request
    const key = headers['idempotency-key']
    const id = typeof key === 'string' ? derivedId(CALLER, key) : undefined
    const event = eventOf(request)
    const journey = journeyOf(headers, event?.extensions['traceparent'])
    void reply.header('x-request-id', journey.correlationId)
    const { message, answer } = event
      ? prepareEvent(event, id ?? event.id, now(), journey, open)
      : prepareMessage(body, id ?? randomUUID(), now(), journey, open)
    try {
      if (id === undefined) await open.publish([message])
      else await idempotency.once(id, fingerprinted(event, body), () => open.publish([message]))
    } catch (error) {
      throw publishProblem(error)
    }
    return reply.type(JSON_UTF8).send(answer)
  })
}
