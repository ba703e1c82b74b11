import { expect, test } from 'vitest'
import { roomOfEach } from './room.ts'

const MIB = 1024 * 1024

test.each([
  [1, 16],
  [4, 16],
  [16, 4],
  [64, 1],
])('%i subscriptions have %i MiB each, no more than 64 together', (subscriptions, each) => {
  expect(roomOfEach(subscriptions)).toBe(each * MIB)
})

test('each has some, however many there are', () => {
  expect(roomOfEach(1000)).toBe(MIB)
})
