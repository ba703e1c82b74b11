import { loadOrders } from '@channel-adapter/adventureworks'
import { expect, test } from 'vitest'
import { faultsOf, givenOrder, issuedAt } from '../testing/given-order.ts'
import { importedOrder, newOrder } from './new-order.ts'

test('an added order is issued at version and revision 1, with its lines numbered and summed', () => {
  expect(givenOrder()).toMatchObject({
    number: '7',
    version: 1,
    revision: 1,
    status: 'issued',
    created_at: issuedAt,
    updated_at: issuedAt,
    order_date: '2026-11-24',
    currency: 'USD',
    subtotal: '65',
    tax: '0',
    freight: '0',
    lines: [{ line_no: 1 }, { line_no: 2 }],
  })
})

test('amounts that are none are all named', () => {
  const decision = newOrder(
    7,
    {
      supplier: { code: '1', name: 'Acme' },
      tax: 'much',
      lines: [{ product: { number: 'A', name: 'A' }, unit: 'EA', quantity: '-1', unit_price: 'x' }],
    },
    issuedAt,
  )
  expect(faultsOf(decision)).toEqual(['/lines/0/quantity', '/lines/0/unit_price', '/tax'])
})

test('an imported order is as it was issued, at the dataset’s date of change', () => {
  const source = loadOrders()[0]
  expect(source && importedOrder(source)).toMatchObject({
    number: '1',
    version: 1,
    revision: 1,
    status: 'issued',
    created_at: '2011-04-16T00:00:00.000000Z',
    updated_at: '2011-04-25T00:00:00.000000Z',
    supplier: { code: '1580', name: 'Litware, Inc.' },
    buyer: '258',
    subtotal: '201.04',
    lines: [
      { line_no: 1, quantity: '4', unit_price: '50.26', received_quantity: '0', rejected_quantity: '0' },
    ],
    applied_updates: [],
  })
})
