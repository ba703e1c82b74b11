import { tmpdir } from 'node:os'
import type { MissingAnswer } from '@channel-adapter/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { answer, snapshot } from '../test/readings.ts'
import { MissingNews } from './store/missing-news.ts'
import { Store } from './store/store.ts'
import { tellNews } from './tell-news.ts'

const DAY = 86_400_000
let store: Store
let news: MissingNews
let published: MissingAnswer[]
beforeEach(() => {
  store = new Store(tmpdir(), Date.now)
  news = new MissingNews(store.database)
  published = []
})
afterEach(() => store.close())

const effects = {
  now: () => 2 * DAY,
  agreed: { otherwiseMs: DAY, ofSupplier: new Map<string, number>() },
  upToDate: () => Promise.resolve(),
  publish: (missing: readonly MissingAnswer[]) => Promise.resolve(void published.push(...missing)),
}

test('an answer that has come and was not read yet is not told to be missing', async () => {
  store.note([snapshot(1), snapshot(1, { number: '2' })])
  const upToDate = () => Promise.resolve(store.note([answer(2)]))
  expect(await tellNews(news, { ...effects, upToDate })).toEqual({ overdue: 1, resolved: 0 })
  expect(published.map(({ number }) => number)).toEqual(['2'])
})

test('what could not be published is told the next time, all of it once', async () => {
  store.note(Array.from({ length: 1200 }, (_, index) => snapshot(1, { number: `${index}` })))
  const publish = () => Promise.reject(new Error('fenced'))
  await expect(tellNews(news, { ...effects, publish })).rejects.toThrow('fenced')
  expect(await tellNews(news, effects)).toEqual({ overdue: 1200, resolved: 0 })
  expect(await tellNews(news, effects)).toEqual({ overdue: 0, resolved: 0 })
  expect(new Set(published.map(({ id }) => id)).size).toBe(1200)
})
