import type { Order, OrderUpdate, OrderUpdateOutcome } from '@channel-adapter/contracts'
import { expect, test } from 'vitest'
import { type Evidence, timelineOf } from './timeline-of.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` }
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
const applied = { ...outcome, result: 'APPLIED', orderVersion: '4', reason: null } as const
const common = { plan: 'p', key: 'acme:1' }
const evidence: readonly Evidence[] = [
  { kind: 'update', value: { ...update, id: 'update-2' }, headers: {}, timestamp: at(10) },
  {
    kind: 'parked',
    headers: { 'x-error-code': 'erp-rejected', 'x-error-text': 'period closed' },
    timestamp: at(3),
    id: 4,
  },
  { kind: 'outcome', value: outcome, headers, timestamp: at(3) },
  { kind: 'update', value: update, headers, timestamp: at(1) },
  { kind: 'order', value: order, headers, timestamp: at(1) },
  { kind: 'outcome', value: applied, headers: { traceparent: 'none' }, timestamp: at(8) },
  { kind: 'order', value: { ...order, version: '4', status: 'CONFIRMED' }, headers, timestamp: at(9) },
  {
    kind: 'replay',
    record: {
      ...common,
      kind: 'request',
      at: '2026-11-25T03:00:07.000Z',
      action: 'replay',
      entries: [],
      by: 'ana',
      reason: 'period reopened',
    },
  },
  {
    kind: 'replay',
    record: {
      ...common,
      kind: 'result',
      at: '2026-11-25T03:00:07.500Z',
      partition: 0,
      offset: '1',
      letter: '1',
      result: 'failed',
      code: 'erp-rejected',
      text: 'still closed',
    },
  },
]
const { order: newest, happenings } = timelineOf(evidence)

test('tells what happened to an order, the oldest first, of one moment the cause first', () => {
  expect(happenings.map(({ kind }) => kind)).toEqual([
    'published',
    'update',
    'outcome',
    'parked',
    'replay',
    'replay',
    'outcome',
    'published',
    'update',
  ])
  expect(newest).toMatchObject({ status: 'CONFIRMED' })
})

test('says of each thing which message and which trace it belongs to, if any', () => {
  expect(happenings[0]).toMatchObject({ message: undefined, traceId })
  expect(happenings[3]).toMatchObject({ message: 4, traceId: undefined })
  expect(happenings[6]).toMatchObject({ kind: 'outcome', traceId: undefined })
})

test('says how long answers and outcomes took, and which answers still wait for theirs', () => {
  expect(happenings[1]).toMatchObject({ tookMs: 0, waiting: false })
  expect(happenings[2]).toMatchObject({ result: 'PARKED', tookMs: 2000 })
  expect(happenings.at(-1)).toMatchObject({ updateId: 'update-2', tookMs: 9000, waiting: true })
})

test('says what a version changed, without what every version has anew', () => {
  expect(happenings[0]).toMatchObject({ differences: undefined })
  expect(happenings[7]).toMatchObject({
    differences: [{ place: 'status', before: 'ISSUED', after: 'CONFIRMED' }],
  })
})

test('tells what operators asked for, and what became of it', () => {
  expect(happenings[4]).toMatchObject({ action: 'replay', by: 'ana', reason: 'period reopened' })
  expect(happenings[5]).toMatchObject({
    action: 'failed',
    by: undefined,
    reason: 'erp-rejected: still closed',
  })
})

test('tells of a replay with another value that it was a correction', () => {
  const entries = [{ partition: 0, offset: '1', letter: '1', value: 'AAAA' }]
  const asked = {
    ...common,
    kind: 'request',
    at: '2026-11-25T03:00:07.000Z',
    action: 'replay',
    by: 'ana',
  } as const
  const record = { ...asked, entries, reason: 'counted twice' }
  expect(timelineOf([{ kind: 'replay', record }]).happenings).toMatchObject([
    { action: 'correct', by: 'ana' },
  ])
})
