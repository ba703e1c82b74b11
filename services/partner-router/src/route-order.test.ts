import { partner } from '@channel-adapter/partners/testing'
import { describe, expect, test } from 'vitest'
import { type Routed, routeOrder } from './route-order.ts'

const supplier = (id: string, number: string) =>
  partner({ id, kafka: 'own', orders: ['erp:*'], suppliers: [`erp:${number}`] })
const litware = supplier('litware', '1')
const fabrikam = supplier('fabrikam', '2')
const warehouse = partner({ id: 'warehouse', kafka: 'own', orders: ['erp:*'] })
const order = (of: string) => ({ source: 'erp', number: '4711', supplier: { id: of, name: of } })
const given = (at: bigint, ...to: string[]): Routed => ({ at, to })
const both = [litware, fabrikam]

describe('an order', () => {
  test('goes to whom it belongs, and to nobody else', () => {
    expect(routeOrder(both, order('1'), 5n, undefined)).toEqual({
      send: ['litware'],
      withdraw: [],
      remember: given(5n, 'litware'),
    })
    expect(routeOrder([...both, warehouse], order('2'), 5n, undefined).send).toEqual([
      'fabrikam',
      'warehouse',
    ])
  })

  test('that belongs to nobody here leaves no trace', () => {
    expect(routeOrder(both, order('3'), 5n, undefined)).toEqual({
      send: [],
      withdraw: [],
      remember: undefined,
    })
  })

  test('that changes hands is withdrawn from one and goes to the other', () => {
    expect(routeOrder(both, order('2'), 6n, given(5n, 'litware'))).toEqual({
      send: ['fabrikam'],
      withdraw: ['litware'],
      remember: given(6n, 'fabrikam'),
    })
  })

  test('that goes to somebody who is not kept apart is withdrawn, and that is remembered', () => {
    const route = routeOrder(both, order('3'), 6n, given(5n, 'litware'))
    expect(route).toEqual({ send: [], withdraw: ['litware'], remember: given(6n) })
  })

  test('that is no more is withdrawn from all who have it', () => {
    expect(routeOrder(both, undefined, 6n, given(5n, 'litware'))).toMatchObject({ withdraw: ['litware'] })
    expect(routeOrder(both, undefined, 6n, undefined).remember).toBeUndefined()
  })
})

describe('when the topic is read again from its beginning', () => {
  const nothing = { send: [], withdraw: [], remember: undefined }

  test('nothing is sent or withdrawn twice, whatever has become of the order since', () => {
    expect(routeOrder(both, order('1'), 5n, given(6n, 'fabrikam'))).toEqual(nothing)
    expect(routeOrder(both, order('2'), 6n, given(6n, 'fabrikam'))).toEqual(nothing)
    expect(routeOrder(both, order('3'), 6n, given(6n))).toEqual(nothing)
  })

  test('a partner that is new has the last of each order, and the others do not have it again', () => {
    const all = [...both, warehouse]
    expect(routeOrder(all, order('2'), 5n, given(6n, 'litware'))).toEqual(nothing)
    expect(routeOrder(all, order('1'), 6n, given(6n, 'litware'))).toEqual({
      send: ['warehouse'],
      withdraw: [],
      remember: given(6n, 'litware', 'warehouse'),
    })
  })

  test('a partner that is kept apart no longer is forgotten, since it has no topic to be told on', () => {
    const route = routeOrder([fabrikam], order('1'), 6n, given(6n, 'litware'))
    expect(route).toEqual({ send: [], withdraw: [], remember: given(6n) })
  })

  test('what a partner may no longer have is withdrawn', () => {
    const narrower = supplier('litware', '9')
    expect(routeOrder([narrower], order('1'), 6n, given(6n, 'litware'))).toEqual({
      send: [],
      withdraw: ['litware'],
      remember: given(6n),
    })
  })
})
