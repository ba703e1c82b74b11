import { expect, test } from 'vitest'
import { compare, isNothing } from './compare.ts'

const contents = (...ids: string[]) => new Map([['erp:1', ids]])
const nothing = { lost: 0, twice: 0, strange: 0, outOfOrder: 0 }

test.each([
  [['a', 'b'], nothing],
  [['a'], { ...nothing, lost: 1 }],
  [['a', 'b', 'a'], { ...nothing, twice: 1 }],
  [['a', 'b', 'c'], { ...nothing, strange: 1 }],
  [['b', 'a'], { ...nothing, outOfOrder: 1 }],
])('of a and b that should have come, %j is told as %j', (found, told) => {
  expect(compare(contents('a', 'b'), contents(...found))).toEqual(told)
})

test('what came under a key of somebody else is strange', () => {
  const difference = compare(new Map(), contents('a'))
  expect(difference.strange).toBe(1)
  expect(isNothing(difference)).toBe(false)
})
