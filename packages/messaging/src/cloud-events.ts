import { currentTraceparent } from '@channel-adapter/telemetry'

/** The attributes of an event (CloudEvents 1.0) and of its journey. */
export interface EventAttributes {
  /** The same change has the same id, however often it is sent. */
  readonly id: string
  /** Name of the contract. */
  readonly type: string
  /** URI reference of who sends it, such as `/erp/adventureworks`. */
  readonly source: string
  /** RFC 3339. */
  readonly time: string
  /** Key of the order, or of what else the event is about. */
  readonly subject?: string
  /** W3C Trace Context. */
  readonly traceparent?: string
  readonly correlationId?: string
}

/** Kafka headers of an event whose value is in Confluent's wire format (CloudEvents' Kafka binding, binary content mode). */
export function cloudEventHeaders(event: EventAttributes): Record<string, string> {
  return {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_type: event.type,
    ce_source: event.source,
    ce_time: event.time,
    ...(event.subject !== undefined && { ce_subject: event.subject }),
    'content-type': 'application/avro',
    ...(event.traceparent !== undefined && { traceparent: event.traceparent }),
    ...(event.correlationId !== undefined && { 'correlation-id': event.correlationId }),
  }
}

/** The part of a message's headers that goes on with whatever it causes: its trace, at the span that is active here if there is one, and its correlation id. */
export function journeyOf(
  headers: Readonly<Record<string, string>>,
): Pick<EventAttributes, 'traceparent' | 'correlationId'> {
  const { 'correlation-id': correlationId } = headers
  const traceparent = currentTraceparent() ?? headers['traceparent']
  return {
    ...(traceparent !== undefined && { traceparent }),
    ...(correlationId !== undefined && { correlationId }),
  }
}
