import type { Producer } from 'kafkajs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { silent } from '../testing/index.ts'
import { firstWritten, untilVisible } from './until-visible.ts'

const answer = (topicName: string, partition: number, baseOffset?: string) => ({
  topicName,
  partition,
  errorCode: 0,
  ...(baseOffset !== undefined && { baseOffset }),
})

test('a transaction begins in each partition where its first batch there lies', () => {
  expect(
    firstWritten([
      answer('orders', 0, '7'),
      answer('cursor', 0, '12'),
      answer('orders', 1, '3'),
      answer('orders', 0, '9'),
    ]),
  ).toEqual([
    { topic: 'orders', partition: 0, offset: 7n },
    { topic: 'cursor', partition: 0, offset: 12n },
    { topic: 'orders', partition: 1, offset: 3n },
  ])
})

test('of a repetition whose place the broker no longer knows a later batch tells, or nothing', () => {
  expect(firstWritten([answer('orders', 0, '-1'), answer('orders', 0, '9')])).toEqual([
    { topic: 'orders', partition: 0, offset: 9n },
  ])
  expect(firstWritten([answer('orders', 0, '-1'), answer('orders', 0)])).toEqual([])
})

describe('what readers cannot see', () => {
  const ours = { topic: 'orders', partition: 0, offset: 7n }
  const stableAt = (offset: number) => [
    { topic: 'orders', partitions: [{ partition: 0, offset: String(offset) }] },
  ]
  const ended: unknown[] = []

  /** Looks at what the broker says, once for each word of it and then always the last; by a clock of its own. */
  async function lookAt(...words: ('away' | number)[]): Promise<number> {
    vi.useFakeTimers()
    ended.length = 0
    let last: 'away' | number = 'away'
    const producer = {
      stableOffsets: async () => {
        last = words.shift() ?? last
        if (last === 'away') throw new Error('Closed connection')
        return stableAt(ended.length > 0 ? 9 : last)
      },
      transaction: async () => ({
        addPartitions: async (partitions: unknown) => ended.push(partitions),
        commit: async () => {},
      }),
    } as unknown as Producer
    const from = performance.now()
    const seen = untilVisible(producer, [ours], silent, new AbortController().signal)
    await vi.runAllTimersAsync()
    await seen
    return performance.now() - from
  }
  afterEach(() => vi.useRealTimers())

  test('is not waited for where it can be seen', async () => {
    expect(await lookAt(8)).toBe(0)
    expect(ended).toEqual([])
  })

  test('is waited for while its markers are written', async () => {
    expect(await lookAt(7, 7, 7, 8)).toBeLessThan(50)
    expect(ended).toEqual([])
  })

  test('has its end written once more where nothing else hides it for a second', async () => {
    expect(await lookAt(7)).toBeLessThan(1500)
    expect(ended).toEqual([[{ topic: 'orders', partitions: [0] }]])
  })

  test('behind another transaction is left to the broker, which was there all the time', async () => {
    expect(await lookAt(5)).toBeLessThan(1500)
    expect(ended).toEqual([])
  })

  test('behind another transaction is waited for where the broker was away, and ended where it comes to the front', async () => {
    await lookAt('away', ...Array.from({ length: 100 }, () => 5), 7)
    expect(ended).toEqual([[{ topic: 'orders', partitions: [0] }]])
  })

  test('behind another transaction that never ends is waited for no longer than half a minute', async () => {
    expect(await lookAt('away', 5)).toBeLessThan(31_000)
    expect(ended).toEqual([])
  })
})
