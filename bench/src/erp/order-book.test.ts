import { expect, test } from 'vitest'
import { numberAt, OrderBook } from './order-book.ts'

const documents = [{ number: '1', version: 9, supplier: 'S' }]

function ordersOf(text: string): { number: string; updated_at: string; version: number }[] {
  return (JSON.parse(text) as { items: { number: string; updated_at: string; version: number }[] }).items
}

test('every order is read once, across pages, and an order that changed meanwhile once more', () => {
  const book = new OrderBook(documents, 5)
  const numbers: string[] = []
  let position: { updated_at: string; number: string } | undefined
  for (let more = true; more;) {
    const { text, link } = book.page(position?.updated_at, position?.number, 2)
    const items = ordersOf(text)
    numbers.push(...items.map(({ number }) => number))
    position = items.at(-1)
    if (numbers.length === 2) book.apply(numberAt(0), '"1"', 'u-1', Date.now() * 1000)
    more = link !== undefined
  }
  expect(numbers).toEqual([0, 1, 2, 3, 4, 0].map(numberAt))
})

test('orders that changed within one moment are told apart, and what is added comes last', () => {
  const book = new OrderBook(documents, 1)
  const added = [book.add(7), book.add(7)]
  const items = ordersOf(book.page(undefined, undefined, 10).text)
  expect(items.map(({ number }) => number)).toEqual([numberAt(0), ...added])
  expect(new Set(items.map(({ updated_at }) => updated_at)).size).toBe(3)
  const [, second] = items
  expect(ordersOf(book.page(second?.updated_at, second?.number, 10).text)).toHaveLength(1)
})

test('an update applied twice, in the wrong order or at another version is noticed', () => {
  const book = new OrderBook(documents, 2)
  const number = numberAt(0)
  expect(book.apply(number, '"1"', 'u-1', 1).status).toBe(200)
  expect(book.apply(number, '"1"', 'u-2', 1).status).toBe(412)
  expect(book.counts).toEqual({ applied: 1, conflicts: 1, twice: 0, outOfOrder: 0 })
  book.apply(number, '"2"', 'u-1', 1)
  expect(book.counts).toMatchObject({ twice: 1, outOfOrder: 1 })
  book.apply(numberAt(1), '"1"', 'v-2', 1)
  expect(book.counts).toMatchObject({ applied: 3, outOfOrder: 2 })
  expect(book.apply(numberAt(2), '"1"', 'w-1', 1).status).toBe(404)
})
