import { exampleUpdates } from '@channel-adapter/contracts/examples'
import { describe, expect, test } from 'vitest'
import { litware } from './testing.ts'
import { refusal } from './permission.ts'

const type = 'purchasing.order-update.v1'
const order = 'adventureworks:4012'
const update = { ...exampleUpdates.response, partner: 'litware' }

describe('a partner', () => {
  test('may send what its entry names', () => {
    expect(refusal(litware(), { type, order, update })).toBeUndefined()
    expect(refusal(litware(), { type: 'channel.message.v1' })).toBeUndefined()
    const many = litware({ speaksFor: ['lit*'], orders: [order] })
    expect(refusal(many, { type, order, update: { ...update, partner: 'litware-two' } })).toBeUndefined()
  })

  test.each([
    ['another contract', { type: 'purchasing.order.v1', order }, 'may not send purchasing.order.v1'],
    ['about another order', { type, order: 'other:4012', update }, 'may not send about order other:4012'],
    [
      'a kind that is not its own',
      {
        type,
        order,
        update: { ...update, response: null, goodsReceipt: exampleUpdates.goodsReceipt.goodsReceipt },
      },
      'may not send a goodsReceipt',
    ],
    [
      'in the name of another',
      { type, order, update: { ...update, partner: 'litware-two' } },
      'may not speak for "litware-two"',
    ],
  ])('may not send %s', (_what, wanted, reason) => {
    expect(refusal(litware(), wanted)).toContain(reason)
  })

  test.each(['adventureworks', 'adventureworks:', 'adventureworks:40', 'adventureworks:40120'])(
    'that may send about the one order %s may not about a longer or shorter key',
    (own) => {
      expect(refusal(litware({ orders: [own] }), { type, order, update })).toContain(
        'may not send about order',
      )
    },
  )
})
