import type { Order } from '@channel-adapter/contracts'
import type { ChangePage } from '@channel-adapter/erp'
import { describe, expect, test } from 'vitest'
import { type Cursor, decodeCursor, encodeCursor, startOfTime } from './cursor.ts'
import { goesPastHead, isEmpty, MOST_SEEN, planPage, sweepReachMs } from './plan-page.ts'

const WINDOW_MS = 10_000
const at = (seconds: number, micros = 0) =>
  new Date(Date.UTC(2026, 0, 1) + seconds * 1000)
    .toISOString()
    .replace('000Z', String(micros).padStart(6, '0') + 'Z')

function order(number: number, version: number, changedAt: string): Order {
  return { source: 'erp', number: String(number), version: String(version), changedAt } as Order
}
function page(orders: Order[], more = false): ChangePage {
  const last = orders.at(-1)
  return { orders, unreadable: [], next: last && { changedAt: last.changedAt, number: last.number }, more }
}
const numbersOf = ({ orders }: { orders: readonly Order[] }) =>
  orders.map(({ number, version }) => `${number}@${version}`)

const rememberedBy = ({ seen }: Cursor) =>
  seen.flatMap(({ orders }) => orders.map((name) => name.replace('\n', '@')))

describe('a page ahead of the head', () => {
  test('is published whole, and moves the head behind its last order', () => {
    const plan = planPage(startOfTime, page([order(1, 1, at(0)), order(2, 1, at(0))]), true, WINDOW_MS)
    expect(numbersOf(plan)).toEqual(['1@1', '2@1'])
    expect(plan.cursor).toMatchObject({ head: { changedAt: at(0), number: '2' }, headChangedAt: at(0) })
  })

  test('lets the cursor forget what has fallen out of the window', () => {
    const first = planPage(
      startOfTime,
      page([order(1, 1, at(0)), order(2, 1, at(15))]),
      true,
      WINDOW_MS,
    ).cursor
    const { cursor } = planPage(first, page([order(3, 1, at(22))]), true, WINDOW_MS)
    expect(rememberedBy(cursor)).toEqual(['2@1', '3@1'])
  })

  test('that is empty writes nothing', () => {
    const begun = planPage(startOfTime, page([order(1, 1, at(0))]), true, WINDOW_MS).cursor
    const plan = planPage(begun, { ...page([]), next: begun.head }, true, WINDOW_MS)
    expect(isEmpty(plan, begun)).toBe(true)
  })
})

describe('a sweep of the overlap window', () => {
  const begun = planPage(
    startOfTime,
    page([order(1, 1, at(100)), order(2, 1, at(104))]),
    true,
    WINDOW_MS,
  ).cursor

  test('publishes what became visible late, and nothing twice', () => {
    const swept = page([order(1, 1, at(100)), order(9, 1, at(101)), order(2, 1, at(104))])
    const plan = planPage(begun, swept, true, WINDOW_MS)
    expect(numbersOf(plan)).toEqual(['9@1'])
    expect(plan.cursor.head).toEqual(begun.head)
    expect(numbersOf(planPage(plan.cursor, swept, true, WINDOW_MS))).toEqual([])
  })

  test('does not move the head before it has come past it, so that a crash in between loses nothing', () => {
    const plan = planPage(begun, page([order(9, 1, at(101))], true), false, WINDOW_MS)
    expect(plan.cursor.head).toEqual(begun.head)
    expect(numbersOf(planPage(plan.cursor, page([order(9, 1, at(101))]), false, WINDOW_MS))).toEqual([])
  })

  test('is over with the page that leads past the head, however many follow', () => {
    expect(goesPastHead(page([order(1, 1, at(100))], true), begun)).toBe(false)
    // Others of the head's own moment may still follow.
    expect(goesPastHead(page([order(1, 1, at(100)), order(2, 1, at(104))], true), begun)).toBe(false)
    expect(goesPastHead(page([order(2, 1, at(104)), order(3, 1, at(104, 1))], true), begun)).toBe(true)
    expect(goesPastHead(page([]), begun)).toBe(false)
  })

  test('that finds nothing does not move the head back', () => {
    const plan = planPage(begun, { ...page([]), next: { changedAt: at(94), number: '' } }, true, WINDOW_MS)
    expect(plan.cursor.head).toEqual(begun.head)
  })

  test('takes a new version of an order seen before for a new change', () => {
    expect(numbersOf(planPage(begun, page([order(1, 2, at(105))]), true, WINDOW_MS))).toEqual(['1@2'])
  })
})

describe('an order that cannot be read', () => {
  test('is reported once however often the window is read, and again when the ERP changes it', () => {
    const unreadable = { number: '7', path: '/lines/0', reason: 'no quantity', raw: '{"number":"7"}' }
    const broken: ChangePage = {
      orders: [],
      unreadable: [unreadable],
      next: { changedAt: at(1), number: '7' },
      more: false,
    }
    const plan = planPage(startOfTime, broken, true, WINDOW_MS)
    expect(plan.unreadable).toHaveLength(1)
    expect(plan.cursor.head).toEqual(broken.next)
    expect(planPage(plan.cursor, broken, true, WINDOW_MS).unreadable).toEqual([])
    const changed = { ...broken, unreadable: [{ ...unreadable, raw: '{"number":"7","x":1}' }] }
    expect(planPage(plan.cursor, changed, true, WINDOW_MS).unreadable).toHaveLength(1)
  })
})

describe('a bulk change of more orders than a cursor remembers', () => {
  const COUNT = 20_000
  const bulk = (changedAt: (n: number) => string) =>
    planPage(
      startOfTime,
      page(Array.from({ length: COUNT }, (_, n) => order(n, 1, changedAt(n)))),
      true,
      WINDOW_MS,
    ).cursor
  const twentyAMoment = (n: number) => at(100, Math.floor(n / 20))

  test('keeps the cursor small and forgets whole moments, oldest first', () => {
    const cursor = bulk(twentyAMoment)
    const remembered = rememberedBy(cursor)
    expect(encodeCursor(cursor).length).toBeLessThan(MOST_SEEN + 2000)
    expect(remembered.length).toBeGreaterThan(10_000)
    expect(remembered.length).toBeLessThan(COUNT)
    expect(remembered.length % 20).toBe(0)
    expect(remembered.at(-1)).toBe(`${COUNT - 1}@1`)
    expect(cursor.horizon).toBe(twentyAMoment(COUNT - remembered.length - 1))
  })

  test('makes the next sweep begin behind what was forgotten', () => {
    const cursor = bulk(twentyAMoment)
    const forgotten = COUNT - rememberedBy(cursor).length
    const headMicros = Math.floor((COUNT - 1) / 20)
    expect(headMicros - sweepReachMs(cursor, WINDOW_MS) * 1000).toBeCloseTo(forgotten / 20)
  })

  test('in one moment leaves no window at all', () => {
    const cursor = bulk(() => at(100))
    expect(cursor.seen).toEqual([])
    expect(sweepReachMs(cursor, WINDOW_MS)).toBeLessThan(0)
  })

  test('is over when the head has moved on by a window', () => {
    const { cursor } = planPage(
      bulk(() => at(100)),
      page([order(1, 2, at(200))]),
      true,
      WINDOW_MS,
    )
    expect(cursor.horizon).toBeUndefined()
    expect(sweepReachMs(cursor, WINDOW_MS)).toBe(WINDOW_MS)
  })

  test('of which numbers are written in other letters still makes a cursor that a message can hold', () => {
    const orders = Array.from({ length: COUNT }, (_, n) => ({
      ...order(n, 1, at(100, n)),
      number: `订单采购${n}`,
    }))
    const { cursor } = planPage(startOfTime, page(orders), true, WINDOW_MS)
    expect(encodeCursor(cursor).length).toBeLessThan(900_000)
  })
})

describe('a cursor record', () => {
  test('is the same after the way through Kafka', () => {
    const cursor: Cursor = planPage(startOfTime, page([order(1, 1, at(0))]), true, WINDOW_MS).cursor
    expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor)
  })

  test('of an unknown format is refused instead of guessed', () => {
    expect(() => decodeCursor(Buffer.from('{"format":9,"seen":[]}'))).toThrow(TypeError)
  })
})
