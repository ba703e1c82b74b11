import * as conventions from '@opentelemetry/semantic-conventions/incubating'
import { expect, test } from 'vitest'
import { createSpan, logFieldsOf, processSpan, sendSpan } from './message-spans.ts'
import type { IncomingMessage, OutgoingMessage } from './ports.ts'

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const headers = {
  ce_id: 'event-1',
  ce_source: '/partners/supplier-1580',
  traceparent: TRACEPARENT,
  'correlation-id': 'correlation-1',
}
const value = Buffer.from('')
const outgoing: OutgoingMessage = { topic: 'orders', key: 'acme:4711', value, headers }
const incoming: IncomingMessage = { ...outgoing, value, partition: 3, offset: 42n, timestamp: 0 }
const another: OutgoingMessage = { topic: 'cursors', key: 'acme', value, headers: {} }

test('a message is processed in the span of its creation, to which it is linked too', () => {
  expect(processSpan(incoming, 'applier')).toEqual({
    name: 'process orders',
    kind: 'consumer',
    parent: TRACEPARENT,
    links: [TRACEPARENT],
    attributes: {
      'messaging.system': 'kafka',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'orders',
      'messaging.destination.partition.id': '3',
      'messaging.kafka.offset': 42,
      'messaging.kafka.message.key': 'acme:4711',
      'messaging.message.id': 'event-1',
      'messaging.message.conversation_id': 'correlation-1',
      'messaging.consumer.group.name': 'applier',
    },
  })
})

test('a sending is linked to the creation of each message, and names topics and messages only when there is one', () => {
  expect(sendSpan([outgoing])).toMatchObject({
    name: 'send orders',
    links: [TRACEPARENT],
    attributes: { 'messaging.message.id': 'event-1' },
  })
  const batch = sendSpan([outgoing, another])
  expect(batch).toMatchObject({ name: 'send', attributes: { 'messaging.batch.message_count': 2 } })
  expect(batch.attributes).not.toHaveProperty('messaging.destination.name')
})

test('every attribute is one of the conventions', () => {
  const known = new Set<unknown>(Object.values(conventions))
  const used = [
    processSpan(incoming, 'g'),
    createSpan(outgoing),
    sendSpan([outgoing]),
    sendSpan([outgoing, another]),
  ]
  const names = new Set(used.flatMap(({ attributes = {} }) => Object.keys(attributes)))
  expect([...names].filter((name) => !known.has(name))).toEqual([])
})

test('log entries say trace, order, connection and partner, as far as the message tells', () => {
  expect(logFieldsOf(incoming)).toEqual({
    trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    order: 'acme:4711',
    connection: 'acme',
    partner: 'supplier-1580',
  })
  expect(logFieldsOf(another)).toEqual({})
})
