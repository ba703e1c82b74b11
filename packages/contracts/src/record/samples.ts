import { noAnswerYet } from '../examples.ts'
import type { AuditRecord } from '../generated/audit-record.ts'
import type { ChannelMessage } from '../generated/channel-message.ts'
import type { MissingAnswer } from '../generated/missing-answer.ts'
import type { Order, OrderLine } from '../generated/order.ts'
import type { OrderUpdate } from '../generated/order-update.ts'
import type { OrderUpdateOutcome } from '../generated/order-update-outcome.ts'

const untouched: OrderLine = {
  line: '1',
  product: { id: 'AR-5381', name: 'Adjustable Race' },
  unit: 'CS',
  quantity: '4',
  unitPrice: '50.26',
  dueDate: null,
  ...noAnswerYet,
}

const issued: Order = {
  source: 'adventureworks',
  number: '1',
  version: '1',
  revision: 1,
  status: 'ISSUED',
  changedAt: '2011-04-16T00:00:00.000000Z',
  orderDate: '2011-04-16',
  supplier: { id: '1580', name: 'Litware, Inc.' },
  buyer: null,
  currency: 'USD',
  shipMethod: null,
  note: null,
  subtotal: '201.04',
  tax: null,
  freight: null,
  response: null,
  stockConfirmation: null,
  lines: [untouched],
}

const nothing: OrderUpdate = {
  id: 'f7a3b4c5-0000-5000-8000-000000000001',
  source: 'adventureworks',
  number: '1',
  orderVersion: null,
  orderRevision: 1,
  partner: 'supplier-1580',
  occurredAt: '1969-12-31T23:59:59.999999Z',
  response: null,
  stockConfirmation: null,
  shippingNotice: null,
  goodsReceipt: null,
  statusChange: null,
}

const applied: OrderUpdateOutcome = {
  updateId: nothing.id,
  source: 'adventureworks',
  number: '1',
  partner: 'supplier-1580',
  kind: 'RESPONSE',
  result: 'APPLIED',
  orderVersion: '2',
  reason: null,
  decidedAt: '2026-11-24T20:00:00.123456Z',
}

const overdue: MissingAnswer = {
  id: 'f7a3b4c5-0000-5000-8000-000000000004',
  source: 'adventureworks',
  number: '1',
  revision: 1,
  supplier: '1580',
  supplierName: 'Litware, Inc.',
  state: 'OVERDUE',
  sentAt: '2026-11-24T20:00:00.123456Z',
  dueAt: '2026-11-25T20:00:00.123456Z',
  noticedAt: '2026-11-25T20:00:05.000000Z',
}

const message: ChannelMessage = {
  id: 'm-1',
  contentType: 'application/json',
  body: '{"id": 1, "mensaje": "Hola desde Postman"}',
  sender: null,
  receivedAt: '2026-11-24T20:00:00.123456Z',
}

const paused: AuditRecord = {
  id: 'f7a3b4c5-0000-4000-8000-000000000002',
  at: '2026-11-24T20:00:00.123456Z',
  subject: 'ana',
  name: null,
  knownBy: 'OS_USER',
  role: null,
  through: 'COMMAND',
  action: 'PAUSE',
  decision: 'ALLOWED',
  connection: 'adventureworks',
  order: null,
  orders: null,
  messages: null,
  plan: null,
  reason: 'closing the year',
  before: '{"state":"running"}',
  after: '{"state":"paused"}',
}

/** What is recorded of each contract's next version: everything set, everything left out, and the ends of what a type holds. */
export const samples = {
  order: [
    issued,
    {
      ...issued,
      number: '4012:b',
      version: 'W/"7"',
      revision: 2_147_483_647,
      status: 'PARTIALLY_RECEIVED',
      changedAt: '2026-11-24T20:00:00.123456Z',
      buyer: '258',
      shipMethod: 'OVERSEAS - DELUXE',
      note: 'Größe XL, ¡urgente! 📦',
      subtotal: '99999999999999999999.99999999',
      tax: '-0.00000001',
      freight: '0',
      response: { code: 'CA', revision: 3, reason: 'line 1: promised for 2026-12-24' },
      stockConfirmation: { code: 'PARTIAL', revision: 3 },
      lines: [
        {
          ...untouched,
          dueDate: '0001-01-01',
          responseCode: '42',
          confirmedQuantity: '4',
          confirmedPrice: '50.26',
          promisedDate: '2026-12-24',
          supplierBackorderedQuantity: '1',
          reservedQuantity: '3',
          backorderedQuantity: '1',
          availableOn: '9999-12-31',
          shippedQuantity: '4',
          receivedQuantity: '3.5',
          rejectedQuantity: '0.25',
        },
        { ...untouched, line: '2' },
      ],
    },
  ] satisfies Order[],
  'order-update': [
    {
      ...nothing,
      orderVersion: '1',
      response: {
        code: 'CA',
        reason: 'line 1: the price is 50.26',
        lines: [
          {
            line: '1',
            code: '3',
            quantity: '4',
            unitPrice: '50.26',
            promisedDate: '2026-12-24',
            backorderedQuantity: '1',
          },
          {
            line: '2',
            code: '7',
            quantity: null,
            unitPrice: null,
            promisedDate: null,
            backorderedQuantity: null,
          },
        ],
      },
    },
    {
      ...nothing,
      partner: 'inventory',
      stockConfirmation: {
        code: 'BACKORDERED',
        lines: [
          {
            line: '1',
            reservedQuantity: '0',
            backorderedQuantity: '4',
            location: 'A-7',
            availableOn: '2026-12-24',
          },
          { line: '2', reservedQuantity: '1', backorderedQuantity: '0', location: null, availableOn: null },
        ],
      },
    },
    {
      ...nothing,
      shippingNotice: {
        shipmentId: 'SH-1580-1',
        shippedOn: '2026-12-24',
        carrier: 'OVERSEAS - DELUXE',
        lines: [{ line: '1', quantity: '4' }],
      },
    },
    {
      ...nothing,
      partner: 'inventory',
      goodsReceipt: {
        receiptId: 'GR-1',
        receivedOn: '2026-12-27',
        lines: [{ line: '1', receivedQuantity: '4', rejectedQuantity: '0.5', rejectReason: 'Damaged' }],
      },
    },
    { ...nothing, statusChange: { status: 'CANCELLED', reason: 'no longer made' } },
  ] satisfies OrderUpdate[],
  'order-update-outcome': [
    applied,
    {
      ...applied,
      kind: 'GOODS_RECEIPT',
      result: 'PARKED',
      orderVersion: null,
      reason: { code: 'erp-rejected', text: 'the period is closed' },
    },
  ] satisfies OrderUpdateOutcome[],
  'missing-answer': [
    overdue,
    { ...overdue, number: '4012:b', revision: 2_147_483_647, supplierName: null, state: 'RESOLVED' },
  ] satisfies MissingAnswer[],
  'channel-message': [
    message,
    { ...message, sender: 'supplier-1580', body: '[]' },
  ] satisfies ChannelMessage[],
  'audit-record': [
    paused,
    {
      ...paused,
      subject: '248289761001',
      name: 'Ana Núñez',
      knownBy: 'OPENID',
      role: 'OPERATOR',
      through: 'CONSOLE',
      action: 'CORRECT',
      order: 'adventureworks:1',
      orders: 1,
      messages: 2_147_483_647,
      plan: 'f7a3b4c5-0000-4000-8000-000000000003',
    },
    {
      ...paused,
      knownBy: 'API_KEY',
      role: 'VIEWER',
      through: 'CONSOLE',
      action: 'DISCARD',
      decision: 'DENIED',
      connection: null,
      reason: null,
      before: null,
      after: null,
    },
  ] satisfies AuditRecord[],
}
