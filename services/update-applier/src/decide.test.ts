import { describe, expect, test } from 'vitest'
import { orderRights } from '@channel-adapter/partners'
import { litware } from '@channel-adapter/partners/testing'
import { decide } from './decide.ts'
import { anOrder, aReceipt, aResponse, aStockConfirmation } from './testing.ts'

const codeOf = (decision: ReturnType<typeof decide>) =>
  decision.kind === 'refuse' ? decision.code : decision.kind

describe('an update', () => {
  test('to the order as it stands is applied', () => {
    expect(codeOf(decide(anOrder(), aResponse()))).toBe('apply')
  })

  test('that the ERP holds already is recognised before any other rule', () => {
    const order = anOrder({ status: 'CANCELLED', revision: 9 }, ['response-1'])
    expect(codeOf(decide(order, aResponse({ id: 'response-1' })))).toBe('already-applied')
  })

  test.each(['CANCELLED', 'CLOSED'] as const)('to an order that is %s is refused', (status) => {
    expect(codeOf(decide(anOrder({ status }), aReceipt()))).toBe('order-closed')
  })

  test('to a revision that the ERP never had is refused', () => {
    expect(codeOf(decide(anOrder({ revision: 1 }), aResponse({ orderRevision: 2 })))).toBe('unknown-revision')
  })

  test('about a line that the order does not have is refused', () => {
    expect(codeOf(decide(anOrder(), aResponse({}, [{ line: '9', quantity: '4' }])))).toBe('unknown-line')
  })
})

describe('an update of a partner that may answer the orders of supplier 1580 only', () => {
  const rights = orderRights([litware({ orders: ['erp:*'], suppliers: ['erp:1580'] })])
  const update = aResponse({ partner: 'litware' })
  const of = (id: string) => ({ supplier: { id, name: 'A supplier' } })

  test('is applied to these', () => {
    expect(codeOf(decide(anOrder(of('1580')), update, rights))).toBe('apply')
  })

  test('is refused for any other, before anything of the order is told', () => {
    const cancelled = anOrder({ ...of('1496'), status: 'CANCELLED' })
    expect(codeOf(decide(cancelled, update, rights))).toBe('not-its-order')
  })

  test('is refused in a name that nobody has', () => {
    expect(codeOf(decide(anOrder(of('1580')), { ...update, partner: 'ghost' }, rights))).toBe('not-its-order')
  })

  test('that the ERP holds already is recognised, also when the order has gone to another since', () => {
    expect(decide(anOrder(of('1496'), [update.id]), update, rights)).toEqual({
      kind: 'already-applied',
      mayKnow: false,
    })
    expect(decide(anOrder(of('1580'), [update.id]), update, rights)).toMatchObject({ mayKnow: true })
  })
})

describe('an answer to an earlier revision', () => {
  test('stands when it still fits the order', () => {
    expect(codeOf(decide(anOrder({ revision: 2 }), aResponse({ orderRevision: 1 })))).toBe('apply')
    expect(codeOf(decide(anOrder({ revision: 2 }), aStockConfirmation({ orderRevision: 1 })))).toBe('apply')
  })

  test('is superseded when the quantity that it confirms has changed', () => {
    const order = anOrder({ revision: 2 }, [], '5')
    expect(codeOf(decide(order, aResponse({ orderRevision: 1 })))).toBe('superseded')
    expect(codeOf(decide(order, aStockConfirmation({ orderRevision: 1 })))).toBe('superseded')
  })

  test('is superseded by an answer to a later one that is recorded already', () => {
    const order = anOrder({ revision: 2, response: { code: 'AP', revision: 2, reason: null } })
    expect(codeOf(decide(order, aResponse({ orderRevision: 1 })))).toBe('superseded')
  })
})

describe('a movement of goods', () => {
  test('is a fact, whatever revision it names', () => {
    expect(codeOf(decide(anOrder({ revision: 3 }, [], '5'), aReceipt({ orderRevision: 1 })))).toBe('apply')
  })
})
