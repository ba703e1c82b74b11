import type { Order } from '@channel-adapter/contracts'
import type { ChangePage, UnreadableOrder } from '@channel-adapter/erp'
import { describe, expect, test } from 'vitest'
import { planScan } from './plan-scan.ts'

const order = (number: string, version: string) => ({ source: 'erp', number, version }) as Order
const page = (orders: Order[], unreadable: UnreadableOrder[] = []): ChangePage => ({
  orders,
  unreadable,
  next: undefined,
  more: false,
})
const shown = (plan: ReturnType<typeof planScan>) =>
  plan.orders.map(({ order: { number, version }, change }) => `${number}@${version}#${change}`)

/** What scans publish, one after the other, each remembering what those before it did. */
function scans(...pages: ChangePage[]): string[][] {
  const published = new Map<string, string>()
  return pages.map((scanned) => {
    const plan = planScan(published, scanned)
    for (const [name, record] of plan.remember) published.set(name, record)
    return shown(plan)
  })
}

describe('a full scan', () => {
  test('publishes every order at first, and then those only that are not as they were', () => {
    const both = page([order('1', 'a'), order('2', 'a')])
    expect(scans(both, both, page([order('1', 'a'), order('2', 'b')]))).toEqual([
      ['1@a#1', '2@a#1'],
      [],
      ['2@b#2'],
    ])
  })

  test('publishes an order that is again as it once was as another change', () => {
    const [a, b] = [page([order('1', 'a')]), page([order('1', 'b')])]
    expect(scans(a, b, a)).toEqual([['1@a#1'], ['1@b#2'], ['1@a#3']])
  })

  test('publishes once what a page holds twice, as pages do that shift while they are read', () => {
    expect(scans(page([order('1', 'a'), order('1', 'a')]))).toEqual([['1@a#1']])
  })

  test('tells a document that cannot be read once, also without a number', () => {
    const unreadable = { number: '', path: '', reason: 'none', raw: '{"odd":1}' }
    const other = { ...unreadable, raw: '{"odd":2}' }
    const first = planScan(new Map(), page([], [unreadable, other]))
    expect(first.unreadable).toEqual([unreadable, other])
    expect(planScan(first.remember, page([], [unreadable, other])).unreadable).toEqual([])
  })

  test('takes any text for a version', () => {
    expect(scans(page([order('1', 'a:b')]), page([order('1', 'a:b')]))).toEqual([['1@a:b#1'], []])
  })
})
