// Guarantee: what is told follows from what the topic says and what the store knows, whatever was lost in between.
import { tmpdir } from 'node:os'
import type { MissingAnswer } from '@channel-adapter/contracts'
import { contracts, violationsOf } from '@channel-adapter/contracts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { answer, snapshot } from '../../test/readings.ts'
import { MissingNews } from './missing-news.ts'
import { Store } from './store.ts'

const NOW = Date.parse('2026-11-25T10:00:00Z')
const HOUR = 3_600_000
const agreed = { otherwiseMs: HOUR, ofSupplier: new Map<string, number>() }
let store: Store
let news: MissingNews
beforeEach(() => {
  store = new Store(tmpdir(), () => NOW)
  news = new MissingNews(store.database)
})
afterEach(() => store.close())

/** All that is told at a moment, as one transaction after the other. */
function told(now: number): MissingAnswer[] {
  const all: MissingAnswer[] = []
  for (let next = news.next(now, agreed, 2); next.length > 0; next = news.next(now, agreed, 2)) {
    news.note(next)
    all.push(...next)
    if (all.length > 10) throw new Error('it is told without end')
  }
  return all
}
const shown = (said: readonly MissingAnswer[]) =>
  said.map(({ number, revision, state }) => `${number} ${revision} ${state}`)

describe('of an order that is not answered in time', () => {
  test('it is told that the answer is overdue, once, from when it is', () => {
    store.note([snapshot(NOW)])
    expect(told(NOW + HOUR)).toEqual([])
    const said = told(NOW + HOUR + 1)
    expect(said).toEqual([
      {
        id: expect.stringMatching(/-5...-/) as string,
        source: 'adventureworks',
        number: '1',
        revision: 1,
        supplier: '1580',
        supplierName: 'Litware, Inc.',
        state: 'OVERDUE',
        sentAt: '2026-11-25T10:00:00.000000Z',
        dueAt: '2026-11-25T11:00:00.000000Z',
        noticedAt: '2026-11-25T11:00:00.001000Z',
      },
    ])
    expect(said.flatMap((each) => violationsOf(contracts.missingAnswer, each))).toEqual([])
    expect(told(NOW + 2 * HOUR)).toEqual([])
  })

  test('it is told again with the same id where the topic does not have it, and not where it has', () => {
    store.note([snapshot(NOW)])
    const [first] = told(NOW + 2 * HOUR)
    news.forget()
    const [again] = news.next(NOW + 3 * HOUR, agreed, 1)
    expect(again).toMatchObject({ id: first?.id })
    news.note(first ? [first] : [])
    expect(told(NOW + 3 * HOUR)).toEqual([])
  })

  test('it is told that it has come, or is awaited no longer; a hold or a longer time ends no wait', () => {
    store.note(['1', '2', '3', '4', '5'].map((number) => snapshot(NOW, { number })))
    expect(told(NOW + 2 * HOUR)).toHaveLength(5)
    store.note([
      answer(NOW + 3 * HOUR, { number: '1' }),
      snapshot(NOW + 3 * HOUR, { number: '2', version: '2', status: 'CANCELLED' }),
      snapshot(NOW + 3 * HOUR, { number: '3', version: '2', status: 'ON_HOLD' }),
      snapshot(NOW + 3 * HOUR, { number: '4', version: '2', revision: 2 }),
    ])
    expect(shown(told(NOW + 3 * HOUR)).toSorted()).toEqual(['1 1 RESOLVED', '2 1 RESOLVED', '4 1 RESOLVED'])
    expect(news.next(NOW + 3 * HOUR, { ...agreed, otherwiseMs: 9 * HOUR }, 9)).toEqual([])
    store.note([snapshot(NOW + 4 * HOUR, { number: '3', version: '3' })])
    expect(shown(told(NOW + 5 * HOUR))).toEqual(['4 2 OVERDUE'])
  })

  test('a revision that came late is resolved before the next is overdue', () => {
    store.note([snapshot(NOW)])
    const said = told(NOW + 2 * HOUR)
    store.note([snapshot(NOW + 3 * HOUR, { version: '2', revision: 2 })])
    said.push(...told(NOW + 5 * HOUR))
    expect(shown(said)).toEqual(['1 1 OVERDUE', '1 1 RESOLVED', '1 2 OVERDUE'])
    expect(new Set(said.map(({ id }) => id)).size).toBe(3)
  })

  test('of an order that Kafka no longer has nothing is awaited', () => {
    store.note([snapshot(NOW)])
    const said = told(NOW + 2 * HOUR)
    const [gone] = said.map((each) => Object.assign({}, each, { number: 'gone' }))
    news.note(gone ? [gone] : [])
    expect(shown(told(NOW + 3 * HOUR))).toEqual(['gone 1 RESOLVED'])
  })
})
