import { loadOrders, loadSuppliers } from '@channel-adapter/adventureworks'
import { expect, test } from 'vitest'
import { servedSuppliers } from './served-suppliers.ts'

const everyone = loadSuppliers().map(({ id }) => id)

const withOrders = loadOrders().map(({ supplier }) => supplier.id)

test.each([
  ['0', '1'],
  ['1', '2'],
  ['0', '1', '2'],
  ['1', '2', '3', '4'],
])(
  'groups %s, %s... divide the suppliers among them, none with much less than its share of the orders',
  (...groups) => {
    const named = groups.map((group) =>
      servedSuppliers({ suppliers: undefined, group, groups: groups.length }),
    )
    expect(named.flatMap((serves) => everyone.filter(serves)).toSorted()).toEqual(everyone.toSorted())
    const fair = withOrders.length / groups.length
    for (const serves of named) expect(withOrders.filter(serves).length).toBeGreaterThan(0.75 * fair)
  },
)

test('named suppliers are served, and no others', () => {
  const serves = servedSuppliers({ suppliers: ['1580', '1496'], group: 'west', groups: 1 })
  expect(everyone.filter(serves).toSorted()).toEqual(['1496', '1580'])
})

test('a supplier whose id is no number falls into one group too', () => {
  const groups = ['1', '2', '3'].map((group) => servedSuppliers({ suppliers: undefined, group, groups: 3 }))
  expect(groups.filter((serves) => serves('ACME'))).toHaveLength(1)
})
