import { describe, expect, test } from 'vitest'
import { type Change, type Found, merged, rewound } from './changes.ts'

const at = (second: number) => `2026-11-25T08:00:0${second}.000001Z`
const change = (second: number, order: number): Change => ({ at: at(second), order })
const whole = (...changes: Change[]): Found => ({ changes, whole: true })
const cut = (...changes: Change[]): Found => ({ changes, whole: false })

describe('the changes of all sources', () => {
  test('come in the order of moment and order, each once', () => {
    const found = [whole(change(1, 7), change(3, 2)), whole(change(1, 3), change(3, 2)), whole(change(2, 9))]
    expect(merged(found, undefined)).toEqual([change(1, 3), change(1, 7), change(2, 9), change(3, 2)])
  })

  test('end before the last moment of a source that has more: of that moment some may be lacking', () => {
    const found = [
      cut(change(1, 1), change(2, 1), change(2, 2)),
      whole(change(1, 5), change(2, 1), change(4, 1)),
    ]
    expect(merged(found, undefined)).toEqual([change(1, 1), change(1, 5)])
  })

  test('begin after the position, the others of its moment included', () => {
    const found = [whole(change(1, 9), change(2, 4), change(2, 5), change(3, 1))]
    expect(merged(found, { at: at(2), id: '4' })).toEqual([change(2, 5), change(3, 1)])
    expect(merged(found, { at: at(2) })).toEqual([change(2, 4), change(2, 5), change(3, 1)])
  })
})

test('a position moved back takes in all orders of its moment', () => {
  expect(rewound({ at: at(2), id: '4' }, 1000)).toEqual({ at: at(1) })
})
