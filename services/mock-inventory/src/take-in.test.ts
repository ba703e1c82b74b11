// What is booked and what is answered never part, and the same snapshot books once.
import { rmSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadOrders, loadStock } from '@channel-adapter/adventureworks'
import { contracts, orderKey, violationsOf } from '@channel-adapter/contracts'
import { line, order } from '@channel-adapter/contracts/testing'
import { afterAll, afterEach, expect, test } from 'vitest'
import { Book } from './book.ts'
import { takeIn } from './take-in.ts'

const at = '2026-11-24T20:00:00.000000Z'
const nobody = new Map<string, never[]>()
const stock = new Map([
  [
    'AR-5381',
    [
      { location: 'Tool Crib', quantity: '5' },
      { location: 'Shelf', quantity: '7' },
    ],
  ],
])
const first = order()
const key = orderKey(first)
const sold = (quantity: string, changes = {}) => order({ lines: [line({ quantity })], ...changes })
const other = (quantity: string) => sold(quantity, { number: '2' })

const folder = mkdtempSync(join(tmpdir(), 'mock-inventory-'))
const open: Book[] = []
const bookAt = (file: string) => {
  const book = new Book(file, stock)
  open.push(book)
  return book
}
const newBook = () => bookAt(':memory:')
afterEach(() => {
  for (const book of open.splice(0)) book.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

test('the stock of all locations is reserved, and named after the largest', () => {
  const book = newBook()
  takeIn(first, book, nobody, at)
  expect(book.free('AR-5381')).toBe('2')
  expect(book.unsent(key)).toMatchObject([
    { partner: 'inventory', stockConfirmation: { code: 'FULL', lines: [{ location: 'Shelf' }] } },
  ])
})

test('the same snapshot books nothing twice, and leaves the same answer to be sent until it is', () => {
  const book = newBook()
  takeIn(first, book, nobody, at)
  const [before] = book.unsent(key)
  takeIn({ ...first, version: '2' }, book, nobody, '2026-11-25T00:00:00.000000Z')
  expect(book.unsent(key)).toEqual([before])
  expect(book.free('AR-5381')).toBe('2')
  book.markSent(before?.id ?? '')
  takeIn(first, book, nobody, at)
  expect(book.unsent(key)).toEqual([])
})

test('a second order gets what the first has left', () => {
  const book = newBook()
  takeIn(first, book, nobody, at)
  takeIn(other('10'), book, nobody, at)
  expect(book.unsent('adventureworks:2')).toMatchObject([
    { stockConfirmation: { lines: [{ reservedQuantity: '2', backorderedQuantity: '8' }] } },
  ])
})

test('a new revision adjusts the reservation, up and down', () => {
  const book = newBook()
  takeIn(sold('4'), book, nobody, at)
  takeIn(sold('11', { revision: 2 }), book, nobody, at)
  expect(book.free('AR-5381')).toBe('1')
  takeIn(sold('3', { revision: 3 }), book, nobody, at)
  expect(book.free('AR-5381')).toBe('9')
  const answers = book.unsent(key)
  expect(answers.map(({ stockConfirmation }) => stockConfirmation?.lines[0]?.reservedQuantity)).toEqual([
    '4',
    '11',
    '3',
  ])
  expect(new Set(answers.map(({ id }) => id)).size).toBe(3)
})

test('a cancelled order gives its stock back, and nobody is told', () => {
  const book = newBook()
  takeIn(first, book, nobody, at)
  for (const { id } of book.unsent(key)) book.markSent(id)
  for (let times = 0; times < 2; times++) takeIn(order({ status: 'CANCELLED' }), book, nobody, at)
  expect(book.free('AR-5381')).toBe('12')
  expect(book.unsent(key)).toEqual([])
})

test('received goods join the stock without those rejected, and the reservation ends', () => {
  const book = newBook()
  takeIn(first, book, nobody, at)
  const shipped = order({
    status: 'SHIPPED',
    stockConfirmation: { code: 'FULL', revision: 1 },
    lines: [line({ shippedQuantity: '10' })],
  })
  const receipts = new Map([['1', [{ line: 1, received: '9', rejected: '2' }]]])
  for (let times = 0; times < 2; times++) takeIn(shipped, book, receipts, at)
  expect(book.free('AR-5381')).toBe('19')
  expect(book.unsent(key).map(({ goodsReceipt }) => goodsReceipt?.receiptId)).toEqual([undefined, 'GR-1'])
})

test('goods of a product never seen before are stock from then on', () => {
  const book = newBook()
  const product = { id: 'XX-1', name: 'Unheard of' }
  const shipped = order({
    stockConfirmation: { code: 'BACKORDERED', revision: 1 },
    lines: [line({ product, shippedQuantity: '10' })],
  })
  takeIn(shipped, book, nobody, at)
  expect(book.free('XX-1')).toBe('10')
})

test('a book in a file survives a restart: what was booked and not sent is still to be sent', () => {
  const file = join(folder, 'book.db')
  const before = bookAt(file)
  takeIn(first, before, nobody, at)
  const answers = before.unsent(key)
  before.close()
  open.pop()
  const after = bookAt(file)
  expect(after.free('AR-5381')).toBe('2')
  takeIn(first, after, nobody, at)
  expect(after.unsent(key)).toEqual(answers)
})

test('all of the dataset’s orders get a confirmation that keeps its contract', () => {
  const book = new Book(':memory:', loadStock())
  open.push(book)
  const codes: Record<string, number> = {}
  for (const { number, orderDate, supplier, lines } of loadOrders()) {
    const issued = order({
      number,
      orderDate,
      supplier: { id: supplier.id, name: supplier.name },
      lines: lines.map((ordered) =>
        line({
          line: String(ordered.line),
          product: { id: ordered.product.number, name: ordered.product.name },
          quantity: ordered.quantity,
          dueDate: ordered.dueDate,
        }),
      ),
    })
    takeIn(issued, book, nobody, at)
    const [update] = book.unsent(orderKey(issued))
    expect(update && violationsOf(contracts.orderUpdate, update)).toEqual([])
    const code = update?.stockConfirmation?.code ?? 'none'
    codes[code] = (codes[code] ?? 0) + 1
  }
  // Nothing arrives meanwhile, so the stock is soon spent.
  expect(codes).toEqual({ FULL: 1566, PARTIAL: 151, BACKORDERED: 2295 })
})
