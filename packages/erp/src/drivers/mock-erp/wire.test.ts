import { expect, test } from 'vitest'
import { ErpConflict } from '../../errors.ts'
import { changesPath, ifMatch, linkedPosition, orderPath } from './wire.ts'

test('changes are asked for from the beginning, from a moment, or after an order of a moment', () => {
  const changedAt = '2026-11-24T20:00:00.000001Z'
  expect(changesPath(undefined, 500)).toBe('/api/purchase-orders?limit=500')
  expect(changesPath({ changedAt }, 500)).toBe(
    '/api/purchase-orders?limit=500&updated_since=2026-11-24T20%3A00%3A00.000001Z',
  )
  expect(changesPath({ changedAt, number: '9' }, 1)).toBe(
    '/api/purchase-orders?limit=1&updated_since=2026-11-24T20%3A00%3A00.000001Z&after=9',
  )
})

test('the position that a Link header leads to is that of the page that it asks for', () => {
  const after = { changedAt: '2026-11-24T20:00:00.000001Z', number: '9' }
  expect(linkedPosition(`<${changesPath(after, 500)}>; rel="next"`)).toEqual(after)
  expect(linkedPosition(`<${changesPath(after, 500)}>; rel="prev"`)).toBeUndefined()
  expect(linkedPosition('</api/purchase-orders?after=9>; rel="next"')).toBeUndefined()
  expect(linkedPosition(undefined)).toBeUndefined()
})

test('a number from outside stays inside its segment of the path', () => {
  expect(orderPath('17')).toBe('/api/purchase-orders/17')
  expect(orderPath('../admin?x=1#y')).toBe('/api/purchase-orders/..%2Fadmin%3Fx%3D1%23y')
  expect(orderPath('17\r\nHost: other')).toBe('/api/purchase-orders/17%0D%0AHost%3A%20other')
})

test.each(['', '.', '..', '\ud800'])('%j is no order: its path would name something else', (number) => {
  expect(orderPath(number)).toBeUndefined()
})

test('a version becomes an ETag', () => {
  expect(ifMatch('6')).toBe('"6"')
})

test.each(['', '*', '6"', '6", "7', 'W/6', '6\r\nx: y'])(
  'a version %j that somebody made up is a conflict, and never reaches the ERP',
  (version) => {
    expect(() => ifMatch(version)).toThrow(ErpConflict)
  },
)
