import type { Fields } from '../../../mapping/fields.ts'

/** A line as the mock ERP sends it. For tests. */
export const sampleLine = {
  line_no: 1,
  product: { number: 'BK-M18B', name: 'Mountain Bike' },
  unit: 'EA',
  quantity: '4',
  unit_price: '45.12',
  due_date: '2026-12-01',
  response_code: '3',
  confirmed_quantity: '3',
  confirmed_price: '45.5',
  promised_date: '2026-12-03',
  supplier_backordered_quantity: '1',
  reserved_quantity: '2',
  backordered_quantity: '2',
  available_on: '2026-12-09',
  shipped_quantity: '3',
  received_quantity: '2',
  rejected_quantity: '0.5',
} as const satisfies Fields

/** An order as the mock ERP sends it, with an answer of every kind. For tests. */
export const sampleDocument = {
  number: '17',
  version: 6,
  revision: 2,
  status: 'partially_received',
  created_at: '2026-11-20T08:00:00.000000Z',
  updated_at: '2026-11-24T20:00:00.123456Z',
  supplier: { code: 'INTL0001', name: 'International' },
  buyer: 'Ben Miller',
  order_date: '2026-11-20',
  ship_method: 'CARGO TRANSPORT 5',
  currency: 'USD',
  note: 'ring twice',
  subtotal: '180.48',
  tax: '14.4384',
  freight: '4.512',
  lines: [sampleLine],
  supplier_response: { code: 'CA', revision: 2, reason: 'one later' },
  stock_confirmation: { code: 'PARTIAL', revision: 2 },
  shipments: [{ id: 'S1', shipped_on: '2026-11-22', carrier: null }],
  goods_receipts: [{ id: 'R1', received_on: '2026-11-24' }],
  applied_updates: [
    { id: 'u1', kind: 'supplier_response', partner: 'p', at: '2026-11-21T00:00:00.000000Z' },
    { id: 'u2', kind: 'shipment', partner: null, at: '2026-11-22T00:00:00.000000Z' },
  ],
} as const satisfies Fields
