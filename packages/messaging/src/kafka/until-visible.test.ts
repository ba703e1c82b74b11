import { expect, test } from 'vitest'
import { firstWritten } from './until-visible.ts'

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
