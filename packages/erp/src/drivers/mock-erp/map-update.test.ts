import { fromUnscaled, type OrderUpdate } from '@channel-adapter/contracts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ErpRejected } from '../../errors.ts'
import { mapUpdate } from './map-update.ts'

const nothing: OrderUpdate = {
  id: 'u1',
  source: 'adventure-works',
  number: '17',
  orderVersion: '6',
  orderRevision: 2,
  partner: 'International',
  occurredAt: '2026-11-24T20:00:00.000000Z',
  response: null,
  stockConfirmation: null,
  shippingNotice: null,
  goodsReceipt: null,
  statusChange: null,
}
const sender = { update_id: 'u1', partner: 'International' }
const responseLine = {
  line: '1',
  code: '3',
  quantity: '3',
  unitPrice: '45.5',
  promisedDate: '2026-12-03',
  backorderedQuantity: '1',
} as const

test("a supplier's response", () => {
  const response = { code: 'CA', reason: 'one later', lines: [responseLine] } as const
  expect(mapUpdate({ ...nothing, response: { ...response, lines: [responseLine] } })).toEqual({
    ...sender,
    supplier_response: {
      code: 'CA',
      revision: 2,
      reason: 'one later',
      lines: [
        {
          line_no: 1,
          response_code: '3',
          confirmed_quantity: '3',
          confirmed_price: '45.5',
          promised_date: '2026-12-03',
          backordered_quantity: '1',
        },
      ],
    },
  })
})

test('a stock confirmation; the ERP has no place for where the stock is held', () => {
  const stockConfirmation: OrderUpdate['stockConfirmation'] = {
    code: 'PARTIAL',
    lines: [
      {
        line: '12',
        reservedQuantity: '2',
        backorderedQuantity: '2',
        location: 'Shelf 4',
        availableOn: '2026-12-09',
      },
    ],
  }
  expect(mapUpdate({ ...nothing, stockConfirmation })).toEqual({
    ...sender,
    stock_confirmation: {
      code: 'PARTIAL',
      revision: 2,
      lines: [{ line_no: 12, reserved_quantity: '2', backordered_quantity: '2', available_on: '2026-12-09' }],
    },
  })
})

test('a shipping notice; an empty carrier is none', () => {
  const shippingNotice = {
    shipmentId: 'S1',
    shippedOn: '2026-12-02',
    carrier: '',
    lines: [{ line: '1', quantity: '0.5' }],
  }
  expect(mapUpdate({ ...nothing, shippingNotice })).toEqual({
    ...sender,
    shipment: { id: 'S1', shipped_on: '2026-12-02', carrier: null, lines: [{ line_no: 1, quantity: '0.5' }] },
  })
})

test('a goods receipt; the ERP has no place for why goods were rejected', () => {
  const goodsReceipt = {
    receiptId: 'R1',
    receivedOn: '2026-12-04',
    lines: [{ line: '1', receivedQuantity: '3', rejectedQuantity: '1', rejectReason: 'bent' }],
  }
  expect(mapUpdate({ ...nothing, goodsReceipt })).toEqual({
    ...sender,
    goods_receipt: {
      id: 'R1',
      received_on: '2026-12-04',
      lines: [{ line_no: 1, received_quantity: '3', rejected_quantity: '1' }],
    },
  })
})

test.each([
  ['ON_HOLD', 'on_hold'],
  ['CANCELLED', 'cancelled'],
  ['CLOSED', 'closed'],
] as const)('a change of status to %s', (status, written) => {
  expect(mapUpdate({ ...nothing, statusChange: { status, reason: 'no stock' } })).toEqual({
    ...sender,
    status_change: { status: written, reason: 'no stock' },
  })
})

test('any decimal that a contract can hold goes through unchanged', () => {
  const anyDecimal = fc.bigInt({ min: 0n, max: 10n ** 28n - 1n }).map(fromUnscaled)
  fc.assert(
    fc.property(anyDecimal, anyDecimal, anyDecimal, (quantity, unitPrice, backorderedQuantity) => {
      const lines = [{ ...responseLine, quantity, unitPrice, backorderedQuantity }]
      // As text, since that is what leaves: a number would lose digits there.
      const sent = JSON.stringify(mapUpdate({ ...nothing, response: { code: 'CA', reason: null, lines } }))
      expect(JSON.parse(sent)).toMatchObject({
        supplier_response: {
          lines: [
            {
              confirmed_quantity: quantity,
              confirmed_price: unitPrice,
              backordered_quantity: backorderedQuantity,
            },
          ],
        },
      })
    }),
  )
})

test.each(['', '0', '01', '1.5', '-1', ' 1', 'one', '1e3', '9999999999'])(
  'a line "%s" is none that this ERP could have: refused before anything is sent',
  (line) => {
    const shippingNotice = {
      shipmentId: 'S1',
      shippedOn: '2026-12-02',
      carrier: null,
      lines: [{ line, quantity: '1' }],
    }
    expect(() => mapUpdate({ ...nothing, shippingNotice })).toThrow(ErpRejected)
  },
)

test('an update that holds nothing is refused', () => {
  expect(() => mapUpdate(nothing)).toThrow(ErpRejected)
})
