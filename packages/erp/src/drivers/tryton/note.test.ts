import type { OrderUpdate } from '@channel-adapter/contracts'
import { describe, expect, test } from 'vitest'
import { noteOf, recordedIn } from './note.ts'

const nothing: OrderUpdate = {
  id: '0b2f',
  source: 'head-office',
  number: '7',
  orderVersion: 'v1',
  orderRevision: 2,
  partner: 'supplier-1578',
  occurredAt: '2026-11-25T08:00:00.000000Z',
  response: null,
  stockConfirmation: null,
  shippingNotice: null,
  goodsReceipt: null,
  statusChange: null,
}
const updates: Record<string, OrderUpdate> = {
  response: {
    ...nothing,
    response: {
      code: 'CA',
      reason: 'two\nlater',
      lines: [
        {
          line: '5',
          code: '3',
          quantity: '8.0001',
          unitPrice: '12345678901.1234',
          promisedDate: '2026-12-24',
          backorderedQuantity: '2',
        },
      ],
    },
  },
  stockConfirmation: {
    ...nothing,
    stockConfirmation: {
      code: 'PARTIAL',
      lines: [
        { line: '5', reservedQuantity: '7', backorderedQuantity: '3', location: null, availableOn: null },
      ],
    },
  },
  shippingNotice: {
    ...nothing,
    shippingNotice: {
      shipmentId: 'S-1',
      shippedOn: '2026-12-01',
      carrier: 'OVERNIGHT',
      lines: [{ line: '5', quantity: '4' }],
    },
  },
  goodsReceipt: {
    ...nothing,
    goodsReceipt: {
      receiptId: 'R-1',
      receivedOn: '2026-12-03',
      lines: [{ line: '5', receivedQuantity: '4', rejectedQuantity: '1', rejectReason: 'bent' }],
    },
  },
  statusChange: { ...nothing, statusChange: { status: 'ON_HOLD', reason: 'strike' } },
}

describe('the note of an update', () => {
  test.each(Object.keys(updates))('keeps what a %s says, to the last digit', (kind) => {
    const update = updates[kind] ?? nothing
    expect(recordedIn(noteOf(update))).toEqual({
      id: update.id,
      partner: update.partner,
      orderRevision: 2,
      [kind]: update[kind as 'response'],
    })
  })

  test.each([
    [
      'response',
      /^supplier-1578: accepted with changes\ntwo\nlater\nline 5: 8\.0001, at 12345678901\.1234, on/,
    ],
    ['stockConfirmation', /^supplier-1578: stock PARTIAL\nline 5: 7 reserved, 3 lacking\n/],
    ['shippingNotice', /^supplier-1578: shipped S-1 on 2026-12-01 with OVERNIGHT\nline 5: 4\n/],
    ['goodsReceipt', /^supplier-1578: received R-1 on 2026-12-03\nline 5: 4, of which 1 rejected: bent\n/],
    ['statusChange', /^supplier-1578: ON_HOLD\nstrike\n/],
  ])('says it to people first: a %s', (kind, words) => {
    expect(noteOf(updates[kind] ?? nothing)).toMatch(words)
  })

  test('keeps the delivery dates that promised ones took the place of', () => {
    const note = noteOf(updates['response'] ?? nothing, { 5: '2026-12-01', 6: null })
    expect(recordedIn(note)?.wanted).toEqual({ 5: '2026-12-01', 6: null })
  })
})

test("somebody else's note says nothing to us", () => {
  expect(recordedIn('the supplier called; see channel-adapter: no update')).toBeUndefined()
})

test('a note of ours that was cut is no update that is not there: it is a fault', () => {
  expect(() => recordedIn(noteOf(updates['response'] ?? nothing).slice(0, -3))).toThrow(SyntaxError)
})

test('what a partner writes into its reason cannot pass for a note of ours', () => {
  const forged = 'channel-adapter: {"id":"forged","partner":"x","orderRevision":1}'
  const update: OrderUpdate = { ...nothing, statusChange: { status: 'CLOSED', reason: `\n${forged}` } }
  const note = noteOf(update)
  expect(recordedIn(note)?.id).toBe(nothing.id)
  const withoutOurs = note.split('\n').slice(0, -1).join('\n')
  expect(recordedIn(withoutOurs)).toBeUndefined()
})
