import { crashPoint } from '@channel-adapter/seams'
import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Channel } from './channel.ts'
import { binaryEvent, type CloudEvent, isBinaryEvent, structuredEvent } from './cloud-event.ts'
import { derivedId, Idempotency, type IdempotencyLimits } from './idempotency.ts'
import { emptyBody, type JsonBody } from './json-body.ts'
import { prepareEvent, prepareMessage } from './prepare.ts'
import { type Authentication, gatekeeper } from './partners/gatekeeper.ts'
import { onJourney } from './on-journey.ts'
import { notReady, publishProblem } from './publish-problem.ts'

export interface SendOptions {
  /** Undefined until the broker and the registry have answered for the first time. */
  readonly channel: () => Channel | undefined
  readonly idempotency: IdempotencyLimits
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Undefined where callers are not authenticated. */
  readonly authentication?: Authentication
}

// Callers are told apart by their credentials; without any, all are one.
const ANYBODY = 'anonymous'
const JSON_UTF8 = 'application/json; charset=utf-8'

/** POST /send: publishes what it is given, and answers 200 only after the broker has it. */
export function sendRoute(
  app: FastifyInstance,
  { channel, idempotency: limits, now, authentication }: SendOptions,
): void {
  const idempotency = new Idempotency(limits)
  const gate = authentication && gatekeeper(authentication, () => performance.now())
  const hooks = gate ? { onRequest: gate.admit } : {}

  app.post<{ Body: JsonBody | undefined }>('/send', hooks, async (request, reply) => {
    const open = channel()
    if (!open) throw notReady()
    const { headers, body } = request
    if (!body) throw emptyBody()
    const caller = gate?.callerOf(request)
    const signedId = caller?.signedId(body.bytes, now())
    const event = eventOf(headers, body)
    const name = caller?.partner.id ?? ANYBODY
    const eventTrace = event?.extensions['traceparent']
    return onJourney({ headers, eventTrace, partner: caller?.partner.id }, async (journey) => {
      void reply.header('x-request-id', journey.correlationId)

      const key = headers['idempotency-key']
      // A captured request that is sent again is the same message, whatever its other headers say.
      const given = signedId === undefined ? key : `webhook ${signedId}`
      const keyId = typeof given === 'string' ? derivedId(name, given) : undefined
      const context = { now: now(), journey, channel: open, partner: caller?.partner }
      const { message, answer } = event
        ? prepareEvent(event, keyId ?? event.id, context)
        : prepareMessage(body, keyId ?? randomUUID(), context)
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
