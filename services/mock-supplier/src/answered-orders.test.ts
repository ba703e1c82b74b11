import { expect, test } from 'vitest'
import { AnsweredOrders } from './answered-orders.ts'

test('an order never answered counts as at revision 0 and not shipped', () => {
  expect(new AnsweredOrders().get('a:1')).toEqual({ revision: 0, shipped: false })
})

test('what is remembered adds up', () => {
  const orders = new AnsweredOrders()
  orders.remember('a:1', { revision: 1 })
  orders.remember('a:1', { shipped: true })
  expect(orders.get('a:1')).toEqual({ revision: 1, shipped: true })
})

test('beyond its limit it forgets the order that was longest untouched', () => {
  const orders = new AnsweredOrders(2)
  orders.remember('a:1', { revision: 1 })
  orders.remember('a:2', { revision: 1 })
  orders.remember('a:1', { shipped: true })
  orders.remember('a:3', { revision: 1 })
  expect(['a:1', 'a:2', 'a:3'].map((key) => orders.get(key).revision)).toEqual([1, 0, 1])
})
