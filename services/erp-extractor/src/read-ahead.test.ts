import type { ChangePage, Position } from '@channel-adapter/erp'
import { expect, test } from 'vitest'
import { OrdersAhead, readAhead } from './read-ahead.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))
const at = (place: number): Position => ({ at: String(place) })
const live = new AbortController().signal
/** Room for so many pages, of one order each. */
const ahead = (pages: number) => new OrdersAhead(pages).of(1)

/** An ERP of so many pages, each of which comes when it is told to. */
function pagesOf(count: number) {
  const asked: number[] = []
  const abandoned: number[] = []
  const answers = new Map<number, { onNext: (next: Position) => void; come: (page: ChangePage) => void }>()
  const page = (place: number, next = place + 1): ChangePage => ({
    orders: [],
    unreadable: [],
    next: at(next),
    more: place < count,
  })
  return {
    asked,
    abandoned,
    read(position: Position | undefined, signal: AbortSignal, onNext: (next: Position) => void) {
      const place = Number(position?.['at'] ?? 1)
      asked.push(place)
      signal.addEventListener('abort', () => abandoned.push(place))
      return new Promise<ChangePage | undefined>((come) => answers.set(place, { onNext, come }))
    },
    announce: (place: number, next = place + 1) => answers.get(place)?.onNext(at(next)),
    come: (place: number, next?: number) => answers.get(place)?.come(page(place, next)),
  }
}

const placeOf = ({ value }: IteratorResult<ChangePage, void>) => Number(value?.next?.['at']) - 1

test('a page is asked for as soon as the one before says where it begins, up to a limit', async () => {
  const erp = pagesOf(9)
  const pages = readAhead(erp.read, undefined, live, ahead(3))
  const first = pages.next()
  for (const place of [1, 2, 3]) {
    erp.announce(place)
    await turn()
  }
  expect(erp.asked).toEqual([1, 2, 3])
  erp.come(1)
  expect(placeOf(await first)).toBe(1)
  await turn()
  expect(erp.asked).toEqual([1, 2, 3, 4])
  await pages.return()
})

test('an ERP that announces nothing is asked for the next page when it gave one, before that is taken', async () => {
  const erp = pagesOf(9)
  const pages = readAhead(erp.read, undefined, live, ahead(3))
  const first = pages.next()
  erp.come(1)
  await first
  await turn()
  erp.come(2)
  await turn()
  expect(erp.asked).toEqual([1, 2, 3])
  await pages.return()
})

test('pages are given in their order, whichever comes first, until there are no more', async () => {
  const erp = pagesOf(3)
  const taken: number[] = []
  const taking = (async () => {
    for await (const page of readAhead(erp.read, undefined, live, ahead(4)))
      taken.push(Number(page.next?.['at']) - 1)
  })()
  erp.announce(1)
  erp.announce(2)
  for (const place of [3, 2, 1]) {
    erp.come(place)
    await turn()
  }
  await taking
  expect(taken).toEqual([1, 2, 3])
})

test('what was asked for where the page in the end does not lead is abandoned', async () => {
  const erp = pagesOf(9)
  const pages = readAhead(erp.read, undefined, live, ahead(4))
  const first = pages.next()
  erp.announce(1, 5)
  erp.come(1, 2)
  await first
  const second = pages.next()
  await turn()
  expect(erp.abandoned).toContain(5)
  expect(erp.abandoned).not.toContain(2)
  erp.come(2)
  expect(placeOf(await second)).toBe(2)
  expect(erp.asked.slice(0, 3)).toEqual([1, 5, 2])
  await pages.return()
})

test('whoever stops taking ends what is being read', async () => {
  const erp = pagesOf(9)
  const pages = readAhead(erp.read, undefined, live, ahead(4))
  const first = pages.next()
  erp.announce(1)
  erp.come(1)
  await first
  await pages.return()
  expect(erp.abandoned).toContain(2)
})

test('a page that cannot be read ends them behind those before it', async () => {
  let count = 0
  const pages = readAhead(
    () =>
      ++count === 1
        ? Promise.resolve({ orders: [], unreadable: [], next: at(2), more: true })
        : Promise.reject(new Error('no order book')),
    undefined,
    live,
    ahead(4),
  )
  expect((await pages.next()).done).toBe(false)
  await expect(pages.next()).rejects.toThrow('no order book')
})

test('connections share the room, each has two pages all the same, and who stops gives back what was its', async () => {
  const orders = new OrdersAhead(5)
  const [one, other] = [pagesOf(9), pagesOf(9)]
  const pagesOfOne = readAhead(one.read, undefined, live, orders.of(1))
  const pagesOfOther = readAhead(other.read, undefined, live, orders.of(1))
  void pagesOfOne.next()
  const first = pagesOfOther.next()
  for (const place of [1, 2, 3, 4]) one.announce(place)
  for (const place of [1, 2, 3]) other.announce(place)
  expect([one.asked, other.asked]).toEqual([
    [1, 2, 3, 4],
    [1, 2],
  ])
  one.come(1)
  await turn()
  await pagesOfOne.return()
  other.announce(2)
  other.come(1)
  await first
  expect(other.asked).toEqual([1, 2, 3])
  for (const place of [3, 4, 5]) other.announce(place)
  expect(other.asked).toEqual([1, 2, 3, 4, 5, 6])
  await pagesOfOther.return()
})
