import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { line } from '@channel-adapter/contracts/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { answer, outcome, snapshot } from '../../test/readings.ts'
import { findOrder, findOrders } from './find-orders.ts'
import { awaitedAnswer, missingAnswers } from './missing-answers.ts'
import { Store } from './store.ts'
import { connectionTotals, flowSeries, flowSince, partnerTotals } from './totals.ts'

const NOW = Date.parse('2026-11-25T10:00:00Z')
let store: Store
beforeEach(() => {
  store = new Store(tmpdir(), () => NOW)
})
afterEach(() => store.close())

const numbers = (search: Parameters<typeof findOrders>[1], parked: string[] = []) =>
  findOrders(store.database, search, { parked }).orders.map(({ number }) => number)

describe('the store', () => {
  test('counts what is read once more, after a lost connection, only once', () => {
    const readings = [snapshot(NOW), answer(NOW + 1), outcome(NOW + 2)]
    store.note(readings)
    store.note(readings)
    expect(partnerTotals(store.database)).toMatchObject([{ updates: 1, applied: 1 }])
    expect(flowSince(store.database, 'answered', 0).get('supplier-1580')?.count).toBe(1)
  })

  // One that was killed left its file, 350 MB of a full channel, and the next one made another beside it.
  test('has a file without a name, which ends with the process however that ends', () => {
    const folder = mkdtempSync(join(tmpdir(), 'store-'))
    const nameless = new Store(folder, () => NOW)
    nameless.note([snapshot(NOW)])
    expect(readdirSync(folder)).toEqual([])
    expect(findOrder(nameless.database, 'adventureworks:1')).toMatchObject({ status: 'ISSUED' })
    nameless.close()
    rmSync(folder, { recursive: true })
  })

  test.each([
    ['as it comes', [0, 1, 2]],
    ['with the outcome read before its update', [0, 2, 1]],
    ['with the order read last', [1, 2, 0]],
  ])('has nothing waiting when all is read, %s', (_, sequence) => {
    const readings = [snapshot(NOW), answer(NOW + 1), outcome(NOW + 2)]
    for (const index of sequence) {
      const { topic } = readings[index]?.message ?? {}
      store.note(readings.filter(({ message }) => message.topic === topic))
    }
    expect(findOrder(store.database, 'adventureworks:1')).toMatchObject({ status: 'ISSUED', waiting: 0 })
    expect(connectionTotals(store.database, [])).toMatchObject([
      { orders: 1, waiting: 0, oldestWaitingAt: null },
    ])
    expect(partnerTotals(store.database)).toMatchObject([{ updates: 1, applied: 1 }])
  })

  test('tells of an update without outcome that it waits, and since when', () => {
    store.note([snapshot(NOW), answer(NOW + 5)])
    expect(numbers({ state: 'waiting' })).toEqual(['1'])
    expect(connectionTotals(store.database, ['idle'])).toMatchObject([
      { connection: 'adventureworks', waiting: 1, oldestWaitingAt: NOW + 5 },
      { connection: 'idle', orders: 0, waiting: 0 },
    ])
  })

  test('counts an update that was parked and then applied after all as applied', () => {
    store.note([snapshot(NOW), answer(NOW + 1), outcome(NOW + 2, { result: 'PARKED' })])
    expect(partnerTotals(store.database)).toMatchObject([{ applied: 0, parked: 1 }])
    store.note([outcome(NOW + 3)])
    expect(partnerTotals(store.database)).toMatchObject([{ applied: 1, parked: 0 }])
  })

  test('knows how long an update took, also where its outcome was read first', () => {
    store.note([snapshot(NOW - 4000), outcome(NOW - 400), answer(NOW - 1000)])
    expect(flowSince(store.database, 'settled', 0).get('adventureworks')).toEqual({
      count: 1,
      averageMs: 600,
    })
  })

  test('knows how long answers and outcomes took, and no time of orders older than a day', () => {
    store.note([snapshot(NOW - 4000), answer(NOW - 1000), outcome(NOW - 400)])
    const { database } = store
    expect(flowSince(database, 'answered', 0).get('supplier-1580')?.averageMs).toBe(3000)
    expect(flowSince(database, 'settled', 0).get('adventureworks')?.averageMs).toBe(600)
    expect(flowSince(database, 'published', 0).get('adventureworks')).toEqual({ count: 1, averageMs: null })
    const { counts } = flowSeries(database, 'answered', { now: NOW, spanMs: 15 * 60_000 })
    expect(counts.at(-2)).toBe(1)
    expect(counts).toHaveLength(90)
    // Wherever within a step it happened.
    for (const now of [NOW, NOW + 10_000, NOW + 20_000, NOW + 30_000]) {
      const hour = flowSeries(database, 'answered', { now, spanMs: 60 * 60_000 })
      expect(hour.counts.reduce((sum, count) => sum + count, 0)).toBe(1)
    }
  })
})

describe('an answer', () => {
  const missing = () =>
    missingAnswers(store.database, NOW, { otherwiseMs: 1000, ofSupplier: new Map([['slow', 60_000]]) })
  const slow = { id: 'slow', name: 'Slow & Sons' }

  test('is missing when the time agreed with its supplier is over, until it comes', () => {
    store.note([
      snapshot(NOW - 5000),
      snapshot(NOW - 500, { number: '2' }),
      snapshot(NOW - 5000, { number: '3', supplier: slow }),
      snapshot(NOW - 70_000, { number: '4', supplier: slow }),
    ])
    expect(missing()).toMatchObject([
      { supplier: 'Slow & Sons', count: 1, since: NOW - 70_000, withinMs: 60_000, orders: [{ number: '4' }] },
      { supplier: 'Litware, Inc.', count: 1, withinMs: 1000, orders: [{ number: '1', sentAt: NOW - 5000 }] },
    ])
    store.note([answer(NOW), answer(NOW, { number: '4', id: 'u4' })])
    expect(missing()).toEqual([])
  })

  test('is missing by what is agreed with the supplier of that ERP before what is agreed with its number', () => {
    const ofSupplier = new Map([
      ['slow', 1000],
      ['adventureworks:slow', 60_000],
    ])
    store.note([
      snapshot(NOW - 5000, { supplier: slow }),
      snapshot(NOW - 5000, { source: 'globex', number: '2', supplier: slow }),
    ])
    expect(missingAnswers(store.database, NOW, { otherwiseMs: 1000, ofSupplier })).toMatchObject([
      { connection: 'globex', withinMs: 1000, count: 1 },
    ])
  })

  test('is awaited of an order until it is due by what is agreed, and no longer when it has come', () => {
    const awaited = () => {
      const id = findOrder(store.database, 'adventureworks:3')?.id ?? 0
      return awaitedAnswer(store.database, id, { otherwiseMs: 1000, ofSupplier: new Map([['slow', 60_000]]) })
    }
    store.note([snapshot(NOW - 5000, { number: '3', supplier: slow })])
    expect(awaited()).toEqual({ revision: 1, sentAt: NOW - 5000, dueAt: NOW + 55_000 })
    store.note([answer(NOW, { number: '3' })])
    expect(awaited()).toBeUndefined()
  })

  test('is missing after the lead time of its order, where nothing else is agreed', () => {
    const wanted = { orderDate: '2026-11-01', lines: [line({ dueDate: '2026-11-15' })] }
    const late = NOW - 15 * 24 * 3_600_000
    store.note([
      snapshot(late, wanted),
      snapshot(NOW - 13 * 24 * 3_600_000, { ...wanted, number: '2' }),
      snapshot(NOW - 25 * 3_600_000, { number: '3', lines: [line({ dueDate: null })] }),
    ])
    const byLeadTime = missingAnswers(store.database, NOW, { otherwiseMs: undefined, ofSupplier: new Map() })
    expect(byLeadTime).toMatchObject([{ count: 2, since: late, orders: [{ number: '1' }, { number: '3' }] }])
  })

  test('of which it is only said that it follows is missing still; of an order that is cancelled none is', () => {
    const { response } = answer(NOW).value
    const follows = response && { ...response, code: 'AB' as const }
    store.note([
      snapshot(NOW - 5000),
      answer(NOW, { response: follows }),
      snapshot(NOW - 5000, { number: '2', status: 'CANCELLED' }),
    ])
    expect(missing()).toMatchObject([{ orders: [{ number: '1' }], count: 1 }])
  })

  test('to an earlier revision is none to the newest', () => {
    store.note([
      snapshot(NOW - 9000),
      answer(NOW - 8000),
      snapshot(NOW - 5000, { version: '2', revision: 2 }),
    ])
    expect(missing()).toMatchObject([{ since: NOW - 5000, orders: [{ revision: 2 }] }])
  })
})

describe('a search', () => {
  beforeEach(() => {
    store.note([
      snapshot(NOW, { number: '4711' }),
      snapshot(NOW + 1, { number: '47', status: 'RECEIVED', orderDate: '2026-01-02' }),
      snapshot(NOW + 2, { number: '5', supplier: { id: '9', name: '100 % Räder' } }),
    ])
  })

  test.each([
    ['the beginning of a number', { text: '47' }, ['47', '4711']],
    ['a whole key', { text: 'adventureworks:5' }, ['5']],
    ['a part of a supplier', { text: 'litware' }, ['47', '4711']],
    ['what would stand for anything in SQL', { text: '%' }, ['5']],
    ['a status', { status: 'RECEIVED' }, ['47']],
    ['dates', { from: '2026-01-01', to: '2026-01-02' }, ['47']],
    ['orders that nobody has answered', { state: 'unanswered' as const }, ['5', '4711']],
    ['nothing', {}, ['5', '47', '4711']],
  ])('finds by %s, the last heard of first', (_, search, found) => {
    expect(numbers(search)).toEqual(found)
  })

  test('finds orders of which a message is parked', () => {
    expect(numbers({ state: 'parked' }, ['adventureworks:47'])).toEqual(['47'])
  })

  test('goes on where its page ended', () => {
    const first = findOrders(store.database, {}, { parked: [], pageSize: 2 })
    const { orders, next } = findOrders(store.database, { after: first.next }, { parked: [], pageSize: 2 })
    expect(orders.map(({ number }) => number)).toEqual(['4711'])
    expect(next).toBeUndefined()
  })
})
