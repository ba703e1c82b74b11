import type { Order, OrderUpdate } from '@channel-adapter/contracts'
import { describe, expect, test } from 'vitest'
import { ErpRejected } from '../../errors.ts'
import type { Document } from './document.ts'
import { recordedIn } from './note.ts'
import { conditionalWrite, emptyWrite, knownLines } from './write-order.ts'

const move = (id: number, state: string) => ({
  id,
  name: `stock.move,${id}`,
  timestamp: `m${id}`,
  state,
  fields: {},
})
const document = {
  id: 1,
  name: 'purchase.purchase,1',
  timestamp: 'h1',
  fields: { number: '7' },
  lines: [
    {
      id: 5,
      name: 'purchase.line,5',
      timestamp: 'l5',
      moves: [move(8, 'done'), move(9, 'draft')],
      fields: {},
    },
    { id: 6, name: 'purchase.line,6', timestamp: 'l6', moves: [move(10, 'draft')], fields: {} },
  ],
} as unknown as Document
const order = {
  lines: [
    { line: '5', dueDate: '2026-12-01' },
    { line: '6', dueDate: null },
  ],
} as unknown as Order
const answering = (line: string, promisedDate: string | null) =>
  ({
    id: 'u1',
    partner: 'p',
    orderRevision: 1,
    response: {
      code: 'CA',
      reason: null,
      lines: [{ line, code: '3', quantity: null, unitPrice: null, promisedDate, backorderedQuantity: null }],
    },
    stockConfirmation: null,
    shippingNotice: null,
    goodsReceipt: null,
    statusChange: null,
  }) as unknown as OrderUpdate

describe('the write of an update', () => {
  test('is conditional on the order and all its lines, also those that get nothing: only written rows are checked', () => {
    const { values, context } = conditionalWrite(document, order, answering('5', null))
    expect(values['lines']).toEqual([
      ['write', [5], {}],
      ['write', [6], {}],
    ])
    expect(context).toEqual({
      _timestamp: { 'purchase.purchase,1': 'h1', 'purchase.line,5': 'l5', 'purchase.line,6': 'l6' },
    })
  })

  test('puts a promised date into its line and the moves still to come, on their condition, too', () => {
    const { values, context } = conditionalWrite(document, order, answering('5', '2026-12-24'))
    const day = { __class__: 'date', year: 2026, month: 12, day: 24 }
    const promised = {
      delivery_date_edit: true,
      delivery_date_store: day,
      moves: [['write', [9], { planned_date: day }]],
    }
    expect(values['lines']).toEqual([
      ['write', [5], promised],
      ['write', [6], {}],
    ])
    expect(context._timestamp).toMatchObject({ 'stock.move,9': 'm9' })
    expect(Object.keys(context._timestamp)).not.toContain('stock.move,8')
  })

  test('holds the note with the update, and the date that was wanted', () => {
    const { values } = conditionalWrite(document, order, answering('5', '2026-12-24'))
    const [[kind, [{ message }]]] = values['notes'] as [[string, [{ message: string }]]]
    expect(kind).toBe('create')
    expect(recordedIn(message)).toMatchObject({ id: 'u1', wanted: { 5: '2026-12-01' } })
  })

  test('never names the state: Tryton would take it without the moves that belong to it', () => {
    expect(
      JSON.stringify(conditionalWrite(document, order, answering('5', '2026-12-24')).values),
    ).not.toContain('state')
  })
})

test('an empty write checks what a write would, and changes nothing', () => {
  const { values, context } = emptyWrite(document)
  expect(values).toEqual({
    lines: [
      ['write', [5], {}],
      ['write', [6], {}],
    ],
  })
  expect(Object.keys(context._timestamp)).toHaveLength(3)
})

test('an answer to a line that the order has not is refused by its name', () => {
  expect(() => knownLines(document, answering('no such line', null))).toThrow(ErpRejected)
  expect(() => knownLines(document, answering('no such line', null))).toThrow('no such line')
  expect(() => knownLines(document, answering('6', null))).not.toThrow()
})
