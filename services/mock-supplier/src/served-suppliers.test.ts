import { loadSuppliers } from '@channel-adapter/adventureworks'
import { expect, test } from 'vitest'
import { servedSuppliers } from './served-suppliers.ts'

const everyone = loadSuppliers().map(({ id }) => id)

test.each([
  ['from 0', ['0', '1', '2']],
  ['from 1', ['1', '2', '3']],
])('groups counted %s divide the suppliers among them', (_, groups) => {
  const shares = groups.map((group) =>
    everyone.filter(servedSuppliers({ suppliers: undefined, group, groups: 3 })),
  )
  expect(shares.flat().toSorted()).toEqual(everyone.toSorted())
  expect(shares.every((share) => share.length > 20)).toBe(true)
})

test('named suppliers are served, and no others', () => {
  const serves = servedSuppliers({ suppliers: ['1580', '1496'], group: 'west', groups: 1 })
  expect(everyone.filter(serves).toSorted()).toEqual(['1496', '1580'])
})

test.each(['', 'ACME', '1580x'])('an id that is no number, "%s", belongs to no group', (supplier) => {
  expect(servedSuppliers({ suppliers: undefined, group: '1', groups: 1 })(supplier)).toBe(false)
})
