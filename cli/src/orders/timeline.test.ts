import type { Order, OrderUpdate, OrderUpdateOutcome } from '@channel-adapter/contracts'
import { expect, test } from 'vitest'
import { type OrderRecords, timeline, waiting } from './timeline.ts'

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const at = (second: number) => Date.UTC(2026, 10, 25, 3, 0, second)
const order = {
  version: '3',
  revision: 2,
  status: 'ISSUED',
  changedAt: '2026-11-25T03:00:00.123456Z',
} as Order
const update = {
  id: 'update-1',
  partner: 'supplier-1580',
  orderRevision: 2,
  response: { code: 'AP' },
} as OrderUpdate
const outcome = {
  updateId: 'update-1',
  partner: 'supplier-1580',
  kind: 'RESPONSE',
  result: 'PARKED',
  orderVersion: null,
  reason: { code: 'erp-rejected', text: 'period closed' },
} as OrderUpdateOutcome
const records: OrderRecords = {
  snapshots: [{ value: order, headers: { traceparent }, timestamp: at(1) }],
  updates: [
    { value: update, headers: { traceparent }, timestamp: at(2) },
    { value: { ...update, id: 'update-2' }, headers: {}, timestamp: at(9) },
  ],
  outcomes: [
    { value: outcome, headers: { traceparent }, timestamp: at(3) },
    {
      value: { ...outcome, result: 'APPLIED', orderVersion: '4', reason: null },
      headers: {},
      timestamp: at(8),
    },
  ],
  failed: [
    {
      channel: 'parked',
      headers: { 'x-error-code': 'erp-rejected', 'x-error-text': 'period closed' },
      timestamp: at(3),
    },
  ],
  replays: [
    {
      kind: 'request',
      plan: 'p',
      key: 'acme:1',
      at: '2026-11-25T03:00:07.000Z',
      action: 'replay',
      entries: [],
      by: 'ana',
      reason: 'period reopened',
    },
  ],
}

test('tells what happened to an order, the oldest first, each thing with its trace', () => {
  const entries = timeline(records)
  expect(entries.map(({ event, text }) => `${event}: ${text}`)).toEqual([
    'published: version 3, revision 2, ISSUED; changed in the ERP at 2026-11-25T03:00:00.123456Z',
    'answered: supplier-1580: response AP to revision 2, update update-1',
    'outcome: PARKED (erp-rejected: period closed): response of supplier-1580, update update-1',
    'parked: erp-rejected: period closed',
    'replay: ana asks for replay, because "period reopened"',
    'outcome: APPLIED: response of supplier-1580, update update-1, the order is at version 4',
    'answered: supplier-1580: response AP to revision 2, update update-2',
  ])
  expect(entries[0]).toMatchObject({
    at: '2026-11-25T03:00:01.000Z',
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  })
  expect(entries.at(-1)).not.toHaveProperty('traceId')
})

test('names the answers that have no outcome yet', () => {
  expect(waiting(records).map(({ id }) => id)).toEqual(['update-2'])
})
