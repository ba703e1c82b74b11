import { expect, test } from 'vitest'
import { notUnderstood, readApiVersions, releaseOf } from './api-versions.ts'

const FETCH = 1
const taken = (min: number, max: number) =>
  new Map([0, FETCH, 3, 8, 11, 22].map((key) => [key, { min, max }] as const))

test('a release is told by the newest Fetch that a broker takes', () => {
  expect([9, 10, 12, 14, 17, 18, 25].map((max) => releaseOf(new Map([[FETCH, { min: 0, max }]])))).toEqual([
    undefined,
    '2.1',
    '2.7',
    '3.1',
    '3.9',
    '4.1',
    '4.1',
  ])
})

test('a broker that has given up what our client asks for is told of', () => {
  expect(notUnderstood(taken(0, 3))).toEqual([])
  expect(notUnderstood(taken(0, 20))).toEqual([])
  expect(notUnderstood(taken(6, 20))).toEqual(['OffsetCommit', 'JoinGroup', 'InitProducerId'])
})

test('an answer that is cut short is none', () => {
  expect(() => readApiVersions(Buffer.from([0, 0, 0, 1, 0, 0, 0, 0, 0, 1]))).toThrow(RangeError)
})
