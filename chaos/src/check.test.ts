import { describe, expect, test } from 'vitest'
import { check, isClean } from './check.ts'
import { Story } from './testing.ts'

/** An order that is published, received whole, and published again. */
function smooth(): Story {
  const story = new Story().changed().published().sent('u', '4').changed('u').told('u', 'APPLIED')
  story.order = { ...story.order, lines: [{ ...line, received_quantity: '4' }] }
  return story.published()
}
const line = { quantity: '4', shipped_quantity: '0', received_quantity: '0', rejected_quantity: '0' }

describe('the check', () => {
  test('finds nothing where everything fits', () => {
    expect(check(smooth().facts())).toEqual({ lost: [], twice: [], outOfOrder: [] })
    expect(isClean(check(smooth().facts()))).toBe(true)
  })

  test('finds a change that was never published', () => {
    expect(check(smooth().changed().facts()).lost).toEqual(['order 1 is at version 3, published last was 2'])
  })

  test('finds no fault in versions that came between two polls', () => {
    expect(isClean(check(smooth().changed().changed().published().facts()))).toBe(true)
  })

  test('finds a version published twice', () => {
    expect(check(smooth().published().facts()).twice).toEqual([
      'version 2 of erp:1 was published more than once',
    ])
  })

  test('finds a version that the ERP never held, and one told with another revision', () => {
    const story = smooth().changed().published(3, 9)
    expect(check(story.facts()).outOfOrder).toEqual([
      'version 3 of erp:1 was published with revision 9, it had 1',
    ])
    expect(check(smooth().published(7).facts()).twice).toEqual([
      'version 7 of erp:1 was published and the ERP never held it',
    ])
  })

  test('finds an update that took effect twice, also in the sums', () => {
    const story = smooth().changed('u').published()
    story.order = { ...story.order, lines: [{ ...line, received_quantity: '8' }] }
    expect(check(story.facts()).twice).toEqual([
      'update u took effect 2 times on order 1',
      'order 1 has 8 received, its updates moved 4',
    ])
  })

  test('finds an effect that is missing in the sums', () => {
    const story = smooth()
    story.order = { ...story.order, lines: [{ ...line, received_quantity: '3' }] }
    expect(check(story.facts()).lost).toEqual(['order 1 has 3 received, its updates moved 4'])
  })

  test('finds an update without an outcome, and one said to be applied that is not in the ERP', () => {
    expect(check(smooth().sent('v').facts()).lost).toEqual(['update v has no outcome'])
    expect(check(smooth().sent('v').told('v', 'APPLIED').facts()).lost).toEqual([
      'update v is said to be applied and is not in the ERP',
    ])
  })

  test('finds an update in the ERP whose partner was told that it was refused', () => {
    const story = smooth().sent('v').changed('v').told('v', 'REFUSED').published()
    expect(check(story.facts()).lost).toEqual(['update v is in the ERP, and its partner was told REFUSED'])
  })

  test('finds updates that took effect in another order than they were sent in', () => {
    const story = smooth().sent('v').sent('w').changed('w').changed('v')
    story.told('w', 'APPLIED').told('v', 'APPLIED').published()
    expect(check(story.facts()).outOfOrder).toEqual([
      'order erp:1: the update at offset 4 took effect too late',
    ])
  })

  test('finds a gap in the inbox', () => {
    const story = smooth().changed()
    story.topics.noteOrder({ source: 'erp', number: '1', version: '3', revision: 1 } as never, {
      partition: 4,
      offset: 9n,
    })
    expect(check(story.facts()).lost).toEqual(['the order 4 9 is in the topic and never reached the inbox'])
  })

  test('finds an acknowledged POST that is not in the topic, and one that is there under two ids', () => {
    const facts = smooth().facts({
      acknowledged: new Set([1, 2]),
      stored: new Map([[2, new Set(['a', 'b'])]]),
    })
    expect(check(facts).lost).toEqual(['POST 1 was answered 200 and is not in the topic'])
    expect(check(facts).twice).toHaveLength(1)
  })

  test('finds what is parked still, and what was put aside for no fault of the ERP', () => {
    const putAside = [
      { topic: 't.dlq', key: 'erp:1', code: 'erp-rejected', text: '' },
      { topic: 't.dlq', key: 'erp:1', code: 'handler-bug', text: 'TypeError' },
    ]
    expect(check(smooth().facts({ parked: ['erp:1'], putAside })).lost).toEqual([
      'a message of erp:1 was put aside in t.dlq: handler-bug, TypeError',
      'an update of erp:1 is parked still',
    ])
  })

  test.each([
    [
      { status: 'issued', supplier_response: null },
      "order 1 (issued, revision 1) stands still without its supplier's answer",
    ],
    [
      { status: 'shipped', revision: 2 },
      "order 1 (shipped, revision 2) stands still without its supplier's answer and its stock confirmation",
    ],
    [
      { status: 'shipped', goods_receipts: [] },
      'order 1 (shipped, revision 1) stands still without goods receipt',
    ],
  ])('finds an order that stands still: %o', (state, expected) => {
    const story = smooth()
    story.order = { ...story.order, ...state }
    expect(check(story.facts()).lost).toEqual([expected])
  })

  test.each([
    { status: 'cancelled', supplier_response: null, shipments: [], goods_receipts: [] },
    { status: 'rejected', stock_confirmation: null, shipments: [], goods_receipts: [] },
    { status: 'received', revision: 2 },
  ])('finds no fault in an order that is at its end: %o', (state) => {
    const story = smooth()
    story.order = { ...story.order, ...state }
    // The journal tells of revision 1, as the snapshots do.
    expect(check(story.facts()).lost).toEqual([])
  })
})
