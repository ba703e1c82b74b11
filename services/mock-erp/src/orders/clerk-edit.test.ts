// The buyer's side of an order: the revision grows exactly when what is ordered changes.
import { expect, test } from 'vitest'
import { changedAt, faultsOf, givenOrder, written } from '../testing/given-order.ts'
import type { ClerkEdit } from './clerk-edit.ts'
import { applyClerkEdit } from './clerk-edit.ts'
import type { OrderDocument } from './document.ts'

const edit = (order: OrderDocument, change: ClerkEdit) => applyClerkEdit(order, change, changedAt)

test.each<[string, ClerkEdit]>([
  ['ship method', { ship_method: 'OVERNIGHT J-FAST' }],
  ['due date', { due_date: '2027-01-15' }],
  ['quantity', { lines: [{ line_no: 1, quantity: '11' }] }],
  ['price', { lines: [{ line_no: 1, unit_price: '2.51' }] }],
])('another %s is a new version and a new revision', (_, change) => {
  expect(written(edit(givenOrder(), change))).toMatchObject({
    version: 2,
    revision: 2,
    updated_at: changedAt,
  })
})

test.each<[string, ClerkEdit]>([
  ['a note', { note: 'call before delivery' }],
  ['no note any more', { note: null }],
  ['the same ship method again', { ship_method: 'CARGO TRANSPORT 5' }],
  ['the same quantity in other digits', { lines: [{ line_no: 1, quantity: '10.00' }] }],
  ['a cancellation', { cancel: true }],
])('%s is a new version of the same revision', (_, change) => {
  expect(written(edit(givenOrder(), change))).toMatchObject({ version: 2, revision: 1 })
})

test('a due date is every line’s', () => {
  const order = written(edit(givenOrder(), { due_date: '2027-01-15' }))
  expect(order.lines.map((line) => line.due_date)).toEqual(['2027-01-15', '2027-01-15'])
})

test('the subtotal follows quantities and prices, exactly', () => {
  const order = written(
    edit(givenOrder(), {
      lines: [
        { line_no: 1, quantity: '3', unit_price: '0.1' },
        { line_no: 2, unit_price: '10.0001' },
      ],
    }),
  )
  expect(order.subtotal).toBe('40.3004')
})

test('what was confirmed or rejected waits for an answer again when what is ordered changes', () => {
  expect(written(edit(givenOrder({ status: 'rejected' }), { due_date: '2027-01-15' })).status).toBe('issued')
  expect(written(edit(givenOrder({ status: 'confirmed' }), { note: 'x' })).status).toBe('confirmed')
  expect(written(edit(givenOrder({ status: 'shipped' }), { due_date: '2027-01-15' })).status).toBe('shipped')
})

test('a cancelled order is cancelled', () => {
  expect(written(edit(givenOrder(), { cancel: true })).status).toBe('cancelled')
})

test.each(['received', 'cancelled', 'closed'] as const)(
  'an order that is %s takes notes and nothing else',
  (status) => {
    const order = givenOrder({ status })
    expect(written(edit(order, { note: 'filed' })).note).toBe('filed')
    expect(faultsOf(edit(order, { due_date: '2027-01-15' }))).toEqual([''])
    expect(faultsOf(edit(order, { cancel: true, note: 'filed' }))).toEqual([''])
  },
)

test.each<[string, ClerkEdit, string]>([
  ['an unknown line', { lines: [{ line_no: 5, quantity: '1' }] }, '/lines/0/line_no'],
  ['a quantity that is no decimal', { lines: [{ line_no: 1, quantity: 'ten' }] }, '/lines/0/quantity'],
  ['a negative price', { lines: [{ line_no: 1, unit_price: '-1' }] }, '/lines/0/unit_price'],
  ['less than was shipped', { lines: [{ line_no: 2, quantity: '1' }] }, '/lines/0/quantity'],
  [
    'more money than a field holds',
    { lines: [{ line_no: 1, unit_price: '99999999999999999999' }] },
    '/lines',
  ],
  ['nothing', {}, ''],
])('%s is refused at its place', (_, change, pointer) => {
  const order = givenOrder()
  const lines = order.lines.map((line) => ({ ...line, shipped_quantity: '2' }))
  expect(faultsOf(edit({ ...order, lines }, change))).toEqual([pointer])
})
