import type { Happening } from '@channel-adapter/timeline'
import { expect, test } from 'vitest'
import { timelineEntry } from './timeline-entry.ts'

const common = { at: Date.UTC(2026, 10, 25, 3, 0, 1), message: undefined, traceId: undefined }
const update = { updateId: 'u1', partner: 'supplier-1580', update: 'RESPONSE', tookMs: undefined } as const
const happenings: readonly Happening[] = [
  {
    ...common,
    kind: 'published',
    version: '3',
    revision: 2,
    status: 'ISSUED',
    changedAt: '2026-11-25T03:00:00.123456Z',
    differences: undefined,
  },
  { ...common, ...update, kind: 'update', code: 'AP', reason: null, revision: 2, waiting: false },
  {
    ...common,
    ...update,
    kind: 'outcome',
    result: 'PARKED',
    orderVersion: null,
    reason: { code: 'erp-rejected', text: 'period closed' },
  },
  { ...common, kind: 'parked', code: 'erp-rejected', text: 'period closed', attempts: 1 },
  { ...common, kind: 'replay', action: 'replay', by: 'ana', reason: 'period reopened' },
  { ...common, kind: 'replay', action: 'correct', by: 'ana', reason: 'counted twice' },
  { ...common, kind: 'replay', action: 'cancel', by: 'ana', reason: undefined },
  { ...common, kind: 'replay', action: 'failed', by: undefined, reason: 'erp-rejected: still closed' },
  { ...common, ...update, kind: 'outcome', result: 'APPLIED', orderVersion: '4', reason: null },
]

test('says in words what happened to an order', () => {
  expect(happenings.map((each) => timelineEntry(each)).map(({ event, text }) => `${event}: ${text}`)).toEqual(
    [
      'published: version 3, revision 2, ISSUED; changed in the ERP at 2026-11-25T03:00:00.123456Z',
      'answered: supplier-1580: response AP to revision 2, update u1',
      'outcome: PARKED (erp-rejected: period closed): response of supplier-1580, update u1',
      'parked: erp-rejected: period closed',
      'replay: ana asks for replay, because "period reopened"',
      'replay: ana asks for a correction, because "counted twice"',
      'replay: ana cancels it',
      'replay: failed (erp-rejected: still closed)',
      'outcome: APPLIED: response of supplier-1580, update u1, the order is at version 4',
    ],
  )
})

test('says when, and by which trace if it has one', () => {
  const [first] = happenings
  if (!first) throw new Error('there is one')
  const at = '2026-11-25T03:00:01.000Z'
  expect(timelineEntry(first)).not.toHaveProperty('traceId')
  expect(timelineEntry({ ...first, traceId: 'abc' })).toMatchObject({ at, traceId: 'abc' })
})
