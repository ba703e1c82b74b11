import { contracts, fromUnscaled, type Order, violationsOf } from '@channel-adapter/contracts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { MappingFault } from '../../mapping/fields.ts'
import { mapErpOrder, mapOrder } from './map-order.ts'
import { sampleDocument, sampleLine } from './testing/sample.ts'

const order: Order = {
  source: 'adventure-works',
  number: '17',
  version: '6',
  revision: 2,
  status: 'PARTIALLY_RECEIVED',
  changedAt: '2026-11-24T20:00:00.123456Z',
  orderDate: '2026-11-20',
  supplier: { id: 'INTL0001', name: 'International' },
  buyer: 'Ben Miller',
  currency: 'USD',
  shipMethod: 'CARGO TRANSPORT 5',
  note: 'ring twice',
  subtotal: '180.48',
  tax: '14.4384',
  freight: '4.512',
  response: { code: 'CA', revision: 2, reason: 'one later' },
  stockConfirmation: { code: 'PARTIAL', revision: 2 },
  lines: [
    {
      line: '1',
      product: { id: 'BK-M18B', name: 'Mountain Bike' },
      unit: 'EA',
      quantity: '4',
      unitPrice: '45.12',
      dueDate: '2026-12-01',
      responseCode: '3',
      confirmedQuantity: '3',
      confirmedPrice: '45.5',
      promisedDate: '2026-12-03',
      supplierBackorderedQuantity: '1',
      reservedQuantity: '2',
      backorderedQuantity: '2',
      availableOn: '2026-12-09',
      shippedQuantity: '3',
      receivedQuantity: '2',
      rejectedQuantity: '0.5',
    },
  ],
}

const mapped = (change: Record<string, unknown>) =>
  mapOrder({ ...sampleDocument, ...change }, 'adventure-works')

function faultOf(change: Record<string, unknown>): string {
  try {
    mapped(change)
  } catch (error) {
    if (error instanceof MappingFault) return error.message
    throw error
  }
  return 'no fault'
}

test('every field of the document has its place in the order, and the order keeps its contract', () => {
  expect(mapped({})).toEqual(order)
  expect(violationsOf(contracts.order, mapped({}))).toEqual([])
})

test('the ids of the updates that the ERP holds come along', () => {
  expect(mapErpOrder(sampleDocument, 'adventure-works')).toEqual({
    order,
    appliedUpdates: new Set(['u1', 'u2']),
  })
})

test('an order that nobody has answered is one too', () => {
  const silent = {
    buyer: null,
    ship_method: null,
    note: null,
    supplier_response: null,
    stock_confirmation: null,
    lines: [],
  }
  expect(mapped(silent)).toEqual({
    ...order,
    buyer: null,
    shipMethod: null,
    note: null,
    response: null,
    stockConfirmation: null,
    lines: [],
  })
})

test('any decimal that a contract can hold goes through unchanged', () => {
  const anyDecimal = fc.bigInt({ min: -(10n ** 28n) + 1n, max: 10n ** 28n - 1n }).map(fromUnscaled)
  fc.assert(
    fc.property(anyDecimal, anyDecimal, anyDecimal, anyDecimal, (subtotal, quantity, price, received) => {
      const line = {
        ...sampleLine,
        quantity,
        unit_price: price,
        confirmed_price: price,
        received_quantity: received,
      }
      const result = mapped({ subtotal, tax: price, lines: [line] })
      expect(result).toMatchObject({ subtotal, tax: price })
      expect(result.lines).toMatchObject([
        { quantity, unitPrice: price, confirmedPrice: price, receivedQuantity: received },
      ])
    }),
  )
})

test.each([
  ['/number must be text that is not empty, not ""', { number: '' }],
  ['/number must be text, not 17', { number: 17 }],
  ['/version must be a whole number of at most 32 bits, not "6"', { version: '6' }],
  ['/status must be one of "issued", "confirmed"', { status: 'frozen' }],
  ['/subtotal must be an exact decimal as text', { subtotal: 180.48 }],
  ['/updated_at must be a moment', { updated_at: 'yesterday' }],
  ['/supplier must be an object, not "International"', { supplier: 'International' }],
  ['/supplier_response/code must be one of "AB"', { supplier_response: { code: 'XX', revision: 1 } }],
  ['/stock_confirmation/code must be one of "FULL"', { stock_confirmation: { code: 'plenty', revision: 1 } }],
  ['/lines/1/quantity must be an exact decimal', { lines: [sampleLine, { ...sampleLine, quantity: null }] }],
  [
    '/lines/0/product/name must be text, not missing',
    { lines: [{ ...sampleLine, product: { number: 'a' } }] },
  ],
  ['/lines must be an array, not missing', { lines: undefined }],
  ['/lines/1/line_no must occur once, not again 1', { lines: [sampleLine, sampleLine] }],
])('a document that breaks it is told: %s', (message, change) => {
  expect(faultOf(change)).toContain(message)
})
