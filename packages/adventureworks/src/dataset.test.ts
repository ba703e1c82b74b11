// The loader loses and invents nothing: what it returns adds up, exactly, to the sums that data/README.md states.
import { expect, test } from 'vitest'
import {
  loadCatalogue,
  loadOrders,
  loadReceipts,
  loadShipMethods,
  loadStock,
  loadSuppliers,
} from './index.ts'

const SCALE = 4

function sum(decimals: Iterable<string>): string {
  let total = 0n
  for (const decimal of decimals) {
    const [whole = '', fraction = ''] = decimal.split('.')
    if (fraction.length > SCALE) throw new Error(`${decimal} has more than ${SCALE} fraction digits`)
    total += BigInt(whole + fraction.padEnd(SCALE, '0'))
  }
  const digits = total.toString().padStart(SCALE + 1, '0')
  return `${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`
}

const orders = loadOrders()
const lines = orders.flatMap((order) => order.lines)
const receipts = loadReceipts()
const arrived = [...receipts.values()].flat()

test('the orders, lines and distinct change dates are as many as the README says', () => {
  expect(orders).toHaveLength(4012)
  expect(lines).toHaveLength(8845)
  expect(new Set(orders.map((order) => order.modifiedAt)).size).toBe(306)
})

test('the quantities and amounts add up to the README’s sums', () => {
  expect(sum(lines.map((line) => line.quantity))).toBe('2348637.0000')
  expect(sum(orders.map((order) => order.subtotal))).toBe('63791994.8380')
  expect(sum(arrived.map((line) => line.received))).toBe('2327299.0000')
  expect(sum(arrived.map((line) => line.rejected))).toBe('72700.0000')
})

test('a receipt line stands for the order line of the same number', () => {
  const ordered = new Map(orders.map((order) => [order.number, order.lines.map((line) => line.line)]))
  const received = new Map([...receipts].map(([number, of]) => [number, of.map((line) => line.line)]))
  expect(received).toEqual(ordered)
})

test('an order is whole, with its units trimmed and its numbers canonical', () => {
  expect(orders[0]).toEqual({
    number: '1',
    supplier: { id: '1580', name: 'Litware, Inc.', accountNumber: 'LITWARE0001' },
    buyer: '258',
    shipMethod: 'OVERSEAS - DELUXE',
    orderDate: '2011-04-16',
    subtotal: '201.04',
    tax: '16.0832',
    freight: '5.026',
    modifiedAt: '2011-04-25T00:00:00.000000Z',
    lines: [
      {
        line: 1,
        product: { number: 'AR-5381', name: 'Adjustable Race' },
        unit: 'CS',
        quantity: '4',
        unitPrice: '50.26',
        dueDate: '2011-04-30',
      },
    ],
  })
})

test('a change date with a fraction keeps its microseconds', () => {
  const fractions = orders.map((order) => order.modifiedAt).filter((at) => !at.endsWith('.000000Z'))
  expect(fractions).toHaveLength(12)
  expect(fractions[0]).toMatch(/^2015-08-12T12:25:46\.\d{3}000Z$/)
})

test('orders come by number, and the lines of each are numbered from 1', () => {
  const numbers = orders.map((order) => Number(order.number))
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  for (const order of orders) {
    expect(order.lines.map((line) => line.line)).toEqual(order.lines.map((_, index) => index + 1))
  }
})

test('every supplier that has orders sells what was ordered, on the catalogue’s terms', () => {
  const catalogue = loadCatalogue()
  expect(new Set(orders.map((order) => order.supplier.id)).size).toBe(86)
  expect([...catalogue.values()].reduce((count, sold) => count + sold.size, 0)).toBe(460)
  expect(catalogue.get('1580')?.get('AR-5381')).toEqual({
    name: 'Adjustable Race',
    leadTimeDays: 17,
    standardPrice: '47.87',
    minimumQuantity: '1',
    maximumQuantity: '5',
    unit: 'CS',
  })
})

test('stock, suppliers and ship methods are complete', () => {
  const stock = loadStock()
  expect([...stock.values()].flat()).toHaveLength(1069)
  expect(stock.get('AR-5381')?.slice(0, 2)).toEqual([
    { location: 'Tool Crib', quantity: '408' },
    { location: 'Miscellaneous Storage', quantity: '324' },
  ])
  expect(loadSuppliers()).toHaveLength(104)
  expect(loadSuppliers().find(({ id }) => id === '1498')?.name).toBe('Trikes, Inc.')
  expect(loadShipMethods()).toHaveLength(5)
})
