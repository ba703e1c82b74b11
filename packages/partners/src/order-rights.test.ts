import { describe, expect, test } from 'vitest'
import { isOwn, orderRights } from './order-rights.ts'
import { litware, partner } from './testing.ts'

const order = { source: 'erp', number: '4711', supplier: { id: '1580', name: 'Litware' } }
const fabrikams = { ...order, number: '4712', supplier: { id: '1496', name: 'Fabrikam' } }
const supplier = (id: string, ...suppliers: string[]) =>
  litware({ id, keys: [], subject: id, orders: ['erp:*'], suppliers })
const inventory = partner({ id: 'inventory', kafka: 'shared', orders: ['erp:*'] })

describe('an order', () => {
  test.each([
    [['erp:1580'], true],
    [['erp:*'], true],
    [['erp:1496'], false],
    [['other:1580'], false],
    [['erp:158', 'erp:15800'], false],
  ])('of supplier 1580 is the own of one that is %j: %s', (suppliers, own) => {
    expect(isOwn(supplier('a', ...suppliers), order)).toBe(own)
  })

  test('is the own of a partner that is no supplier, where its key is named', () => {
    expect(isOwn(inventory, order)).toBe(true)
    expect(isOwn(inventory, { ...order, source: 'other' })).toBe(false)
  })
})

describe('a partner', () => {
  const rights = orderRights([supplier('litware', 'erp:1580'), supplier('fabrikam', 'erp:1496'), inventory])

  test('may answer its own orders, and no other supplier’s', () => {
    expect(rights.refusal('litware', order)).toBeUndefined()
    expect(rights.refusal('fabrikam', fabrikams)).toBeUndefined()
    expect(rights.refusal('fabrikam', order)).toBe('it is no order that "fabrikam" may answer')
    expect(rights.refusal('inventory', order)).toBeUndefined()
    expect(rights.refusal('fabrikam', undefined)).toBe(rights.refusal('fabrikam', order))
  })

  test('whom nobody knows may answer none', () => {
    expect(rights.refusal('ghost', order)).toContain('no partner that is known')
  })

  test('that is a supplier, or is not known, makes it necessary to see the order first', () => {
    const asked = ['litware', 'inventory', 'ghost'].map((name) => rights.dependsOnOrder(name, 'erp:4711'))
    expect(asked).toEqual([true, false, true])
    expect(rights.dependsOnOrder('inventory', 'other:1')).toBe(true)
  })
})
