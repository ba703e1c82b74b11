import { expect, test } from 'vitest'
import { contracts } from './contracts.ts'
import { orderKey } from './order-key.ts'
import { violationsOf } from './validate.ts'
import { wellFormTexts } from './well-formed-texts.ts'

wellFormTexts()
const response = {
  id: 'u-1',
  source: 'erp',
  number: '4711',
  orderRevision: 1,
  partner: 'supplier-1580',
  occurredAt: '2026-11-24T20:00:00.000000Z',
  response: { code: 'AP', lines: [{ line: '1', code: '5', quantity: '4' }] },
}

// JSON can escape half a surrogate pair, and an ERP may cut a comment in the middle of an emoji: that keeps no order back.
// Of short texts avsc made bytes that are no UTF-8; the key said U+FFFD, so that readers found a wrong key.
test.each([String.raw`"4711 \ud83d"`, String.raw`"\udc00${'x'.repeat(100)}"`])(
  'half a surrogate pair is U+FFFD in key and value alike: %s',
  (json) => {
    const sent = { ...response, number: JSON.parse(json) as string }
    expect(violationsOf(contracts.orderUpdate, sent)).toEqual([])
    const bytes = contracts.orderUpdate.type.toBuffer(sent)
    const read = contracts.orderUpdate.type.fromBuffer(bytes) as typeof sent
    expect(read.number).toBe(sent.number.toWellFormed())
    expect(orderKey(read)).toBe(Buffer.from(orderKey(sent)).toString())
  },
)
