import {
  type ChannelMessage,
  ContractViolated,
  contracts,
  instant,
  orderKey,
} from '@channel-adapter/contracts'
import { cloudEventHeaders, type OutgoingMessage } from '@channel-adapter/messaging'
import { problem, ProblemError, type ProblemPlace } from '@channel-adapter/process'
import { type Channel, sendableTypes } from './channel.ts'
import type { CloudEvent } from './cloud-event.ts'
import type { JsonBody } from './json-body.ts'
import type { Journey } from './journey.ts'
import { JSON_TYPE } from './media-types.ts'

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
 * @param now milliseconds since the epoch
 */
export function prepareMessage(
  body: JsonBody,
  id: string,
  now: number,
  journey: Journey,
  channel: Channel,
): Prepared {
  const { channelMessage } = channel.codecs
  const type = contracts.channelMessage.name
  const receivedAt = instant(now)
  return {
    message: {
      topic: channel.topicPrefix + type,
      key: id,
      value: channelMessage.encode({ id, contentType: JSON_TYPE, body: body.text, sender: null, receivedAt }),
      headers: cloudEventHeaders({ id, type, source: SOURCE, time: receivedAt, ...journey }),
    },
    answer: `{"data":${body.text},"message":"${SENT}"}`,
  }
}

/**
 * A CloudEvent as a message of the contract that its type names.
 * @param fallbackId for an update that has no id of its own
 * @throws {ProblemError} 422 with every place that breaks the contract
 */
export function prepareEvent(
  event: CloudEvent,
  fallbackId: string,
  now: number,
  journey: Journey,
  channel: Channel,
): Prepared {
  const encoder = channel.codecs.byType.get(event.type)
  if (!encoder) {
    const detail = `The type "${event.type}" is none that may be sent here; these are: ${sendableTypes.join(', ')}.`
    throw new ProblemError(problem(422, { type: 'unknown-type', title: 'Unknown event type', detail }))
  }
  const data = withId(event, fallbackId)
  const value = encoded(encoder, data, event)
  const key = keyOf(event, data)
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

function withId({ type, data }: CloudEvent, fallbackId: string): unknown {
  if (type !== contracts.orderUpdate.name || !isObject(data)) return data
  return data['id'] == null ? { ...data, id: fallbackId } : data
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
    const { id, sender } = data as ChannelMessage
    // Who sent it is told by a credential, never by what is sent.
    if (sender != null) {
      const detail = 'must be null: the gateway fills it in from the credential'
      throw violated(event.type, [{ pointer: `${event.dataPointer}/sender`, detail }])
    }
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
