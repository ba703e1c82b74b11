import {
  type ChannelMessage,
  ContractViolated,
  contracts,
  instant,
  orderKey,
  type OrderUpdate,
  sendableContracts,
} from '@channel-adapter/contracts'
import { cloudEventHeaders, type OutgoingMessage } from '@channel-adapter/messaging'
import { type Partner, refusal, type Wanted } from '@channel-adapter/partners'
import { problem, ProblemError, type ProblemPlace } from '@channel-adapter/process'
import type { Channel } from './channel.ts'
import type { CloudEvent } from './cloud-event.ts'
import type { JsonBody } from './json-body.ts'
import type { Journey } from './journey.ts'
import { JSON_TYPE } from './media-types.ts'

/** What a request comes with beside what it sends. */
export interface SendContext {
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly journey: Journey
  readonly channel: Channel
  /** Who sends it; undefined where callers are not authenticated. */
  readonly partner: Partner | undefined
}

/** A message to be published, and what its sender is answered once it is. */
export interface Prepared {
  readonly message: OutgoingMessage
  readonly answer: string
}

/** The answer's text is the project's user's own and stays. */
export const SENT = 'Mensaje enviado a Kafka'
const SOURCE = '/publisher-gateway'

/**
 * Plain JSON as a message of the channel.
 * @param id its identity and key
 * @throws {ProblemError} 403 when the partner may not send it
 */
export function prepareMessage(
  body: JsonBody,
  id: string,
  { now, journey, channel, partner }: SendContext,
): Prepared {
  const { channelMessage } = channel.codecs
  const type = contracts.channelMessage.name
  const receivedAt = instant(now)
  const sender = partner?.id ?? null
  allow(partner, { type })
  return {
    message: {
      topic: channel.topicPrefix + type,
      key: id,
      value: channelMessage.encode({ id, contentType: JSON_TYPE, body: body.text, sender, receivedAt }),
      headers: cloudEventHeaders({ id, type, source: SOURCE, time: receivedAt, ...journey }),
    },
    answer: `{"data":${body.text},"message":"${SENT}"}`,
  }
}

/**
 * A CloudEvent as a message of the contract that its type names.
 * @param fallbackId for an update that has no id of its own
 * @throws {ProblemError} 422 with every place that breaks the contract; 403 when the partner may not send it
 */
export function prepareEvent(
  event: CloudEvent,
  fallbackId: string,
  { now, journey, channel, partner }: SendContext,
): Prepared {
  const encoder = channel.codecs.byType.get(event.type)
  if (!encoder) {
    const detail = `The type "${event.type}" is none that may be sent here; these are: ${sendableContracts.join(', ')}.`
    throw new ProblemError(problem(422, { type: 'unknown-type', title: 'Unknown event type', detail }))
  }
  const data = completed(event, fallbackId, partner)
  const value = encoded(encoder, data, event)
  const key = keyOf(event, data)
  allow(partner, wanted(event.type, key, data))
  return {
    message: {
      topic: channel.topicPrefix + event.type,
      key,
      value,
      headers: {
        ...extensionHeaders(event),
        ...cloudEventHeaders({
          id: event.id,
          type: event.type,
          source: event.source,
          time: event.time ?? instant(now),
          subject: key,
          ...journey,
        }),
      },
    },
    answer: `{"data":${JSON.stringify(data)},"message":"${SENT}","id":${JSON.stringify(event.id)}}`,
  }
}

/** What the sender may leave to the gateway is filled in; who it is comes from its credential. */
function completed(
  { type, data, dataPointer }: CloudEvent,
  fallbackId: string,
  partner: Partner | undefined,
): unknown {
  if (!isObject(data)) return data
  if (type === contracts.channelMessage.name) {
    if (data['sender'] == null) return { ...data, sender: partner?.id ?? null }
    const detail = 'must be null: the gateway fills it in from the credential'
    throw violated(type, [{ pointer: `${dataPointer}/sender`, detail }])
  }
  if (type !== contracts.orderUpdate.name) return data
  return {
    ...data,
    id: data['id'] ?? fallbackId,
    ...(partner && data['partner'] == null && { partner: partner.id }),
  }
}

function wanted(type: string, key: string, data: unknown): Wanted {
  if (type === contracts.channelMessage.name) return { type }
  return type === contracts.orderUpdate.name
    ? { type, order: key, update: data as OrderUpdate }
    : { type, order: key }
}

/** Without authentication everybody may send everything. */
function allow(partner: Partner | undefined, what: Wanted): void {
  const detail = partner && refusal(partner, what)
  if (detail !== undefined) throw new ProblemError(problem(403, { type: 'not-permitted', detail }))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function encoded(encoder: { encode(value: unknown): Buffer }, data: unknown, event: CloudEvent): Buffer {
  try {
    return encoder.encode(data)
  } catch (error) {
    if (!(error instanceof ContractViolated)) throw error
    throw violated(
      event.type,
      error.violations.map(({ path, message }) => ({ pointer: event.dataPointer + path, detail: message })),
    )
  }
}

/** The key of data that keeps its contract. */
function keyOf(event: CloudEvent, data: unknown): string {
  if (event.type === contracts.channelMessage.name) {
    const { id } = data as ChannelMessage
    return event.subject ?? id
  }
  const key = orderKey(data as { source: string; number: string })
  if (event.subject !== undefined && event.subject !== key) {
    const place = event.dataPointer === '#' ? { header: 'ce-subject' } : { pointer: '#/subject' }
    throw violated(event.type, [{ ...place, detail: `must be source:number of the data, "${key}"` }])
  }
  return key
}

function extensionHeaders({
  extensions: { traceparent: _traceparent, ...others },
}: CloudEvent): Record<string, string> {
  return Object.fromEntries(Object.entries(others).map(([name, value]) => [`ce_${name}`, value]))
}

function violated(type: string, errors: readonly ProblemPlace[]): ProblemError {
  return new ProblemError(
    problem(422, {
      type: 'contract-violated',
      title: 'Contract violated',
      detail: `The data breaks the contract ${type} in ${errors.length === 1 ? '1 place' : `${errors.length} places`}.`,
      errors,
    }),
  )
}
