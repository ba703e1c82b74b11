import { contracts, violationsOf } from '@channel-adapter/contracts'
import { describe, expect, test } from 'vitest'
import { parseExactJson } from '../../mapping/exact-json.ts'
import type { Fields } from '../../mapping/fields.ts'
import { documentOf } from './document.ts'
import { mapOrder } from './map-order.ts'
import { noteOf } from './note.ts'

const stamp = (second: number) =>
  ({
    __class__: 'datetime',
    year: 2026,
    month: 11,
    day: 25,
    hour: 8,
    minute: 0,
    second,
    microsecond: 7,
  }) as const
const day = (date: number) => ({ __class__: 'date', year: 2026, month: 12, day: date }) as const
const money = (decimal: string) => ({ __class__: 'Decimal', decimal }) as const

const move = (id: number, more: Fields = {}): Fields => ({
  id,
  _timestamp: `m${id}`,
  write_date: null,
  state: 'draft',
  quantity: 10,
  planned_date: day(1),
  shipment: null,
  ...more,
})
const line = (id: number, more: Fields = {}): Fields => ({
  id,
  _timestamp: `l${id}`,
  write_date: null,
  type: 'line',
  description: null,
  'product.': { id: 3, code: 'CA-5965', name: 'LL Crankarm' },
  'unit.': { id: 1, symbol: 'rm' },
  quantity: 10,
  unit_price: money('12.5'),
  delivery_date: day(1),
  'moves.': [],
  ...more,
})
const order = (more: Fields = {}): Fields => ({
  id: 1,
  _timestamp: 'h1',
  create_date: stamp(1),
  write_date: null,
  number: '7',
  state: 'quotation',
  revision: 0,
  purchase_date: null,
  comment: '',
  untaxed_amount: money('125.00'),
  tax_amount: money('0'),
  company: 1,
  'party.': { id: 2, code: '1578', name: 'Vision Cycles, Inc.' },
  'currency.': { id: 1, code: 'eur' },
  'warehouse.': null,
  'notes.': [],
  'lines.': [line(5)],
  ...more,
})
const mapped = (more: Fields = {}) => {
  // As it comes over the wire: numbers that are not whole are text.
  const fields = parseExactJson(Buffer.from(JSON.stringify(order(more)))) as Fields
  return mapOrder(documentOf(fields), 'head-office')
}
const noteAbout = (said: object, wanted?: Record<string, string | null>) => {
  const nothing = {
    response: null,
    stockConfirmation: null,
    shippingNotice: null,
    goodsReceipt: null,
    statusChange: null,
  }
  const about = { id: 'u1', source: 'head-office', number: '7', orderVersion: 'v', orderRevision: 1 }
  const update = { ...about, partner: 'p', occurredAt: '2026-11-25T08:00:00.000000Z', ...nothing, ...said }
  return { id: 9, message: noteOf(update, wanted) }
}

describe("Tryton's order", () => {
  test('keeps the contract of an order', () => {
    const { order: made, appliedUpdates } = mapped()
    expect(violationsOf(contracts.order, made)).toEqual([])
    expect(appliedUpdates).toEqual(new Set())
    expect(made).toMatchObject({
      number: '7',
      revision: 1,
      status: 'ISSUED',
      currency: 'EUR',
      orderDate: '2026-11-25',
      changedAt: '2026-11-25T08:00:01.000007Z',
      supplier: { id: '1578', name: 'Vision Cycles, Inc.' },
      note: null,
      lines: [{ line: '5', quantity: '10', unitPrice: '12.5', dueDate: '2026-12-01' }],
    })
  })

  test('is as new as the newest of its header, lines and moves', () => {
    const moves = [move(8, { write_date: stamp(4) })]
    const lines = [line(5, { write_date: stamp(3), 'moves.': moves })]
    expect(mapped({ write_date: stamp(2), 'lines.': lines }).order.changedAt).toMatch(/08:00:04/)
  })

  test.each([
    ['its header', { _timestamp: 'h2' }],
    ['a line', { 'lines.': [line(5, { _timestamp: 'l6' })] }],
    ['a move', { 'lines.': [line(5, { 'moves.': [move(8)] })] }],
  ])('has another version when %s changes', (_, more) => {
    expect(mapped(more).order.version).not.toBe(mapped().order.version)
  })

  test('has lines for goods only: titles and comments are none, but are part of the version', () => {
    const { order: made } = mapped({ 'lines.': [line(5), line(6, { type: 'comment', unit_price: null })] })
    expect(made.lines.map((each) => each.line)).toEqual(['5'])
    expect(made.version).not.toBe(mapped().order.version)
  })

  test('names what has no code by its id, and a line without a product by its description', () => {
    const made = mapped({
      'party.': { id: 2, code: null, name: 'Proseware' },
      'lines.': [line(5, { 'product.': null, 'unit.': null, description: 'freight' })],
    })
    expect(made.order.supplier).toEqual({ id: '2', name: 'Proseware' })
    expect(made.order.lines).toMatchObject([{ product: { id: '', name: 'freight' }, unit: '' }])
  })

  test('has received what came into stock, and what was rejected and did not', () => {
    const receipt = {
      receiptId: 'R',
      receivedOn: '2026-12-03',
      lines: [{ line: '5', receivedQuantity: '4', rejectedQuantity: '0.5', rejectReason: null }],
    }
    const moves = [move(8, { state: 'done', quantity: 3.5 }), move(9, { quantity: 6.5 })]
    const { order: made } = mapped({
      state: 'processing',
      'lines.': [line(5, { 'moves.': moves })],
      'notes.': [noteAbout({ goodsReceipt: receipt })],
    })
    expect(made).toMatchObject({
      status: 'PARTIALLY_RECEIVED',
      lines: [{ receivedQuantity: '4', rejectedQuantity: '0.5' }],
    })
  })

  test.each([
    ['draft', 'ON_HOLD'],
    ['cancelled', 'CANCELLED'],
    ['done', 'CLOSED'],
    ['confirmed', 'REJECTED'],
  ])('in state %s is %s, whatever a partner said before', (state, status) => {
    const rejected = noteAbout({ response: { code: 'RE', reason: null, lines: [] } })
    expect(mapped({ state, 'notes.': [rejected] }).order.status).toBe(status)
  })

  test('shows the promised date, and as due the one that was wanted', () => {
    const promise = {
      code: 'CA',
      reason: null,
      lines: [
        {
          line: '5',
          code: '3',
          quantity: null,
          unitPrice: null,
          promisedDate: '2026-12-24',
          backorderedQuantity: null,
        },
      ],
    }
    const notes = [noteAbout({ response: promise }, { 5: '2026-12-01' })]
    const at = (date: number) =>
      mapped({ 'notes.': notes, 'lines.': [line(5, { delivery_date: day(date) })] })
    expect(at(24).order.lines).toMatchObject([{ promisedDate: '2026-12-24', dueDate: '2026-12-01' }])
    // The buyer wants another one since.
    expect(at(28).order.lines).toMatchObject([{ promisedDate: '2026-12-24', dueDate: '2026-12-28' }])
    // Once there are moves, those still to come say when.
    const moves = [
      move(8, { state: 'done' }),
      move(9, { planned_date: day(27) }),
      move(10, { planned_date: day(26) }),
    ]
    const planned = mapped({ 'notes.': notes, 'lines.': [line(5, { 'moves.': moves })] })
    expect(planned.order.lines).toMatchObject([{ dueDate: '2026-12-26' }])
  })

  test.each([
    [{ number: null }, '/number'],
    [{ 'currency.': null }, '/currency.'],
    [{ 'lines.': [line(5), line(6, { unit_price: 'dear' })] }, '/lines./1'],
    [{ 'lines.': [line(5, { _timestamp: '' })] }, '/lines./0/_timestamp'],
    [{ 'notes.': [{ id: 9, message: 'x\nchannel-adapter: {"id' }] }, '/notes.'],
  ])('that is none is told with the place: %j', (more, path) => {
    expect(() => mapped(more)).toThrow(
      expect.objectContaining({ path: expect.stringContaining(path) as string }),
    )
  })
})
