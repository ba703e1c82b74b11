import { failureTopics } from '@channel-adapter/contracts'
import { failureHeaders, ReplayDesk } from '@channel-adapter/messaging'
import { expect, test } from 'vitest'
import { parkedGroups } from './parked.ts'

test('more may be parked for one reason than a function takes arguments', () => {
  // The page said "Maximum call stack size exceeded" instead of what was wrong.
  const desk = new ReplayDesk('updates', 'applier', () => Promise.reject(new Error('nothing is published')))
  const { deadLetter: topic } = failureTopics('updates', 'applier')
  const headers = {
    [failureHeaders.partition]: '0',
    [failureHeaders.offset]: '7',
    [failureHeaders.firstFailedAt]: '2026-11-25T10:00:00Z',
  }
  const value = Buffer.alloc(0)
  desk.note({ topic, partition: 0, offset: 3n, key: 'acme:1', timestamp: 0, value, headers })
  const [letter] = desk.letters()
  Object.assign(desk, { letters: () => Array.from({ length: 150_000 }, () => letter) })
  const [group] = parkedGroups(new Map([['acme', desk]]))
  expect(group).toMatchObject({ messages: 150_000, since: Date.parse('2026-11-25T10:00:00Z') })
  expect(group?.letters).toHaveLength(20)
})
