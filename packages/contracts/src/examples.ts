import type { AuditRecord } from './generated/audit-record.ts'
import type { ChannelMessage } from './generated/channel-message.ts'
import type { MissingAnswer } from './generated/missing-answer.ts'
import type { Order } from './generated/order.ts'
import type { OrderUpdate } from './generated/order-update.ts'
import type { OrderUpdateOutcome } from './generated/order-update-outcome.ts'

// One story for all documents: order 4011 of one ERP, what its partners answer, and what becomes of an answer.

/** What a line says before anybody has answered. */
export const noAnswerYet = {
  responseCode: null,
  confirmedQuantity: null,
  confirmedPrice: null,
  promisedDate: null,
  supplierBackorderedQuantity: null,
  reservedQuantity: null,
  backorderedQuantity: null,
  availableOn: null,
  shippedQuantity: '0',
  receivedQuantity: '0',
  rejectedQuantity: '0',
}

export const exampleOrder: Order = {
  source: 'adventureworks',
  number: '4011',
  version: '1',
  revision: 1,
  status: 'ISSUED',
  changedAt: '2026-11-24T19:58:12.345678Z',
  orderDate: '2026-11-24',
  supplier: { id: '1580', name: 'Litware, Inc.' },
  buyer: 'Annette Hill',
  currency: 'USD',
  shipMethod: 'OVERNIGHT J-FAST',
  note: null,
  subtotal: '2512.62',
  tax: '201.0096',
  freight: '62.8155',
  response: null,
  stockConfirmation: null,
  lines: [
    {
      line: '1',
      product: { id: 'AR-5381', name: 'Adjustable Race' },
      unit: 'EA',
      quantity: '12.5',
      unitPrice: '201.0096',
      dueDate: '2026-12-08',
      ...noAnswerYet,
    },
  ],
}

const { source, number } = exampleOrder

const update = (id: string, partner: string, body: Partial<OrderUpdate>): OrderUpdate => ({
  id,
  source,
  number,
  orderVersion: '1',
  orderRevision: 1,
  partner,
  occurredAt: '2026-11-24T20:00:00.000000Z',
  response: null,
  stockConfirmation: null,
  shippingNotice: null,
  goodsReceipt: null,
  statusChange: null,
  ...body,
})

/** One update of each kind, by the kind's words. */
export const exampleUpdates = {
  response: update('5f0c0b5e-8f0e-5d41-9a57-2f6e6d0a4011', 'litware', {
    response: {
      code: 'CA',
      reason: 'Half a piece follows in January.',
      lines: [
        {
          line: '1',
          code: '3',
          quantity: '12',
          unitPrice: '201.0096',
          promisedDate: '2026-12-10',
          backorderedQuantity: '0.5',
        },
      ],
    },
  }),
  stockConfirmation: update('0b9f5c7e-53a4-5a0e-8d5c-8b1d2a4c4011', 'warehouse-1', {
    stockConfirmation: {
      code: 'PARTIAL',
      lines: [
        {
          line: '1',
          reservedQuantity: '10',
          backorderedQuantity: '2.5',
          location: 'A-12',
          availableOn: '2027-01-15',
        },
      ],
    },
  }),
  shippingNotice: update('c1d7e8a2-7c0b-5f36-9b8e-3d5a7f1e4011', 'litware', {
    shippingNotice: {
      shipmentId: 'SH-1580-77',
      shippedOn: '2026-12-09',
      carrier: 'J-Fast',
      lines: [{ line: '1', quantity: '12' }],
    },
  }),
  goodsReceipt: update('e4a6b9d0-1f2c-5e83-8a7d-6c4b5e3f4011', 'warehouse-1', {
    goodsReceipt: {
      receiptId: 'GR-2026-1187',
      receivedOn: '2026-12-11',
      lines: [
        { line: '1', receivedQuantity: '12', rejectedQuantity: '1', rejectReason: 'dented in transport' },
      ],
    },
  }),
  statusChange: update('9d3e2c1b-6a5f-5b74-9c8d-7e6f5a4b4011', 'litware', {
    statusChange: { status: 'ON_HOLD', reason: 'Credit check.' },
  }),
} as const satisfies Record<string, OrderUpdate>

export const exampleOutcomes = {
  applied: {
    updateId: exampleUpdates.response.id,
    source,
    number,
    partner: 'litware',
    kind: 'RESPONSE',
    result: 'APPLIED',
    orderVersion: '2',
    reason: null,
    decidedAt: '2026-11-24T20:00:00.250000Z',
  },
  refused: {
    updateId: exampleUpdates.stockConfirmation.id,
    source,
    number,
    partner: 'warehouse-1',
    kind: 'STOCK_CONFIRMATION',
    result: 'REFUSED',
    orderVersion: '4',
    reason: { code: 'order-closed', text: 'the order is cancelled' },
    decidedAt: '2026-11-24T20:00:01.000000Z',
  },
} as const satisfies Record<string, OrderUpdateOutcome>

export const exampleMissing: MissingAnswer = {
  id: 'a73a6bef-e622-56ef-8a0a-d46ece516ee1',
  source,
  number,
  revision: 1,
  supplier: exampleOrder.supplier.id,
  supplierName: exampleOrder.supplier.name,
  state: 'OVERDUE',
  sentAt: '2026-11-24T19:58:13.000000Z',
  dueAt: '2026-12-08T19:58:13.000000Z',
  noticedAt: '2026-12-08T19:58:15.000000Z',
}

export const exampleMessage: ChannelMessage = {
  id: '3b1f8a52-5d0c-4f0e-9a3e-6d2b7c1e0001',
  contentType: 'application/json',
  body: '{"id":1,"mensaje":"Hola desde Postman"}',
  sender: null,
  receivedAt: '2026-11-24T20:00:00.000000Z',
}

export const exampleAudit: AuditRecord = {
  id: '7d0b3a0e-3a4f-4c55-9d59-1c6f0a2b4011',
  at: '2026-11-24T20:05:00.000000Z',
  subject: '248289761001',
  name: 'Ana Núñez',
  knownBy: 'OPENID',
  role: 'OPERATOR',
  through: 'CONSOLE',
  action: 'PAUSE',
  decision: 'ALLOWED',
  connection: source,
  order: null,
  orders: null,
  messages: null,
  plan: null,
  reason: 'closing the year',
  before: '{"state":"running"}',
  after: '{"state":"paused"}',
}
