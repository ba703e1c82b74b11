import type { DeadLetter } from './dead-letter.ts'
import { describe, expect, test } from 'vitest'
import { countByReason, selectedKeys } from './select.ts'

function letter(key: string, code: string, firstFailedAt: string): DeadLetter {
  return { entry: { key }, message: { key }, code, firstFailedAt } as DeadLetter
}
const letters = [
  letter('erp:1', 'erp-rejected', '2026-11-24T10:00:00.000Z'),
  letter('erp:1', 'follows-parked', '2026-11-24T10:05:00.000Z'),
  letter('erp:2', 'handler-bug', '2026-11-24T12:00:00.000Z'),
]

describe('the selection of parked messages', () => {
  test.each([
    ['nothing', {}, ['erp:1', 'erp:2']],
    ['an order', { order: 'erp:2' }, ['erp:2']],
    ['a reason', { reason: 'erp-rejected' }, ['erp:1']],
    ['a beginning', { since: '2026-11-24T11:00:00Z' }, ['erp:2']],
    ['an end, in another zone', { until: '2026-11-24T12:00:00+01:00' }, ['erp:1']],
    ['what fits none', { reason: 'erp-rejected', order: 'erp:2' }, []],
  ])('by %s names whole orders', (_, filter, keys) => {
    expect(selectedKeys(letters, filter)).toEqual(keys)
  })

  test('is counted by reason', () => {
    expect(countByReason([...letters, letter('erp:3', 'handler-bug', '')])).toEqual([
      { code: 'handler-bug', messages: 2, orders: 2 },
      { code: 'erp-rejected', messages: 1, orders: 1 },
      { code: 'follows-parked', messages: 1, orders: 1 },
    ])
  })
})
