import type { ChangePage, Position } from '@channel-adapter/erp'
import { expect, test } from 'vitest'
import { type Ahead, BytesAhead, type PageNews, readAhead } from './read-ahead.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))
const at = (place: number): Position => ({ at: String(place) })
const live = new AbortController().signal
/** What a page of one order takes, as far as nobody knows better. */
const PAGE = new BytesAhead(0).of(1).expected
/** Room for so many pages, of one order each. */
const ahead = (pages: number): Ahead => new BytesAhead(pages * PAGE).of(1)

/** An ERP of so many pages, each of which comes when it is told to. */
function pagesOf(count: number) {
  const asked: number[] = []
  const abandoned: number[] = []
  const answers = new Map<number, PageNews & { come: (page: ChangePage) => void }>()
  const page = (place: number, next = place + 1): ChangePage => ({
    orders: [],
    unreadable: [],
    next: at(next),
    more: place < count,
  })
  return {
    asked,
    abandoned,
    read(position: Position | undefined, signal: AbortSignal, news: PageNews) {
      const place = Number(position?.['at'] ?? 1)
      asked.push(place)
      signal.addEventListener('abort', () => abandoned.push(place))
      return new Promise<ChangePage | undefined>((come) => answers.set(place, { ...news, come }))
    },
    /** Whether the page was wanted meanwhile. */
    async arrive(place: number, bytes: number) {
      let wanted = false
      void answers
        .get(place)
        ?.onArrived(bytes)
        .then(() => (wanted = true))
      await turn()
      return { wanted: () => wanted }
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

test('a page that has come is mapped when it is taken, and no sooner', async () => {
  const erp = pagesOf(9)
  const pages = readAhead(erp.read, undefined, live, ahead(9))
  const first = pages.next()
  for (const place of [1, 2, 3]) erp.announce(place)
  const [one, two, three] = [await erp.arrive(1, 10), await erp.arrive(2, 10), await erp.arrive(3, 10)]
  const wanted = () => [one, two, three].map((page) => page.wanted())
  expect(wanted()).toEqual([true, false, false])
  erp.come(1)
  await first
  await turn()
  expect(wanted()).toEqual([true, false, false])
  const second = pages.next()
  await turn()
  expect(wanted()).toEqual([true, true, false])
  erp.come(2)
  await second
  await turn()
  expect(wanted()).toEqual([true, true, false])
  const third = pages.next()
  await turn()
  expect(wanted()).toEqual([true, true, true])
  erp.come(3)
  await third
  await pages.return()
})

test('what waits to be wanted ends when nobody takes it any more', async () => {
  const erp = pagesOf(9)
  const pages = readAhead(erp.read, undefined, live, ahead(9))
  const first = pages.next()
  for (const place of [1, 2]) erp.announce(place)
  const third = await erp.arrive(3, 10)
  erp.come(1)
  await first
  expect(third.wanted()).toBe(false)
  await pages.return()
  await turn()
  expect(third.wanted()).toBe(true)
})

test('the room is counted in bytes: small pages are more of them, and large ones fewer', async () => {
  const erp = pagesOf(99)
  const pages = readAhead(erp.read, undefined, live, ahead(4))
  void pages.next()
  erp.announce(1)
  await erp.arrive(1, PAGE / 2)
  for (let place = 2; place < 20; place++) erp.announce(place)
  expect(erp.asked).toHaveLength(7)
  await erp.arrive(2, 3 * PAGE)
  erp.come(1)
  await turn()
  expect(erp.asked).toHaveLength(7)
  await pages.return()
})

test('connections share the room, each has two pages all the same, and who stops gives back what was its', async () => {
  const room = new BytesAhead(5 * PAGE)
  const [one, other] = [pagesOf(9), pagesOf(9)]
  const pagesOfOne = readAhead(one.read, undefined, live, room.of(1))
  const pagesOfOther = readAhead(other.read, undefined, live, room.of(1))
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
