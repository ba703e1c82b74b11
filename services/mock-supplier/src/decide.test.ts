// Each revision is answered once and the goods leave once, however often the snapshot comes.
import { line, order } from '@channel-adapter/contracts/testing'
import { expect, test } from 'vitest'
import { terms as adjustableRace } from '../test/given.ts'
import { decide } from './decide.ts'

const terms = new Map([['AR-5381', adjustableRace]])
const nothing = { revision: 0, shipped: false }
const held = (code: 'AB' | 'AP' | 'CA' | 'RE', revision = 1) => ({ code, revision, reason: null })
const confirmed = { code: 'FULL' as const, revision: 1 }
const ready = order({ status: 'CONFIRMED', response: held('AP'), stockConfirmation: confirmed })
const bad = line({ line: '2', quantity: '1' })

test('given a new order, it responds', () => {
  expect(decide(order(), terms, nothing)).toMatchObject({ kind: 'respond', response: { code: 'AP' } })
})

test('given that it answered this revision, it does nothing while the ERP does not show it yet', () => {
  expect(decide(order(), terms, { revision: 1, shipped: false })).toBeUndefined()
})

test('given that the ERP holds its answer to this revision, it does not answer again, also after a restart', () => {
  expect(decide(order({ response: held('AP') }), terms, nothing)).toBeUndefined()
})

test('given a new revision, it answers that one', () => {
  const revised = order({ revision: 2, response: held('AP', 1), lines: [line({ quantity: '101' })] })
  const decision = decide(revised, terms, { revision: 1, shipped: false })
  expect(decision).toMatchObject({ kind: 'respond', response: { code: 'RE' } })
})

test('given that somebody has only acknowledged the order, the answer is still to come', () => {
  expect(decide(order({ response: held('AB') }), terms, nothing)?.kind).toBe('respond')
})

test.each(['CANCELLED', 'CLOSED', 'RECEIVED'] as const)('an order that is %s gets no answer', (status) => {
  expect(decide(order({ status }), terms, nothing)).toBeUndefined()
})

test('an order without lines gets no answer: the contract has none', () => {
  expect(decide(order({ lines: [] }), terms, nothing)).toBeUndefined()
})

test('given that the ERP holds both answers, it ships everything on the promised day', () => {
  const lines = [line(), line({ line: '2', dueDate: '2011-04-20' })]
  expect(decide({ ...ready, response: held('CA'), lines }, terms, nothing)).toEqual({
    kind: 'ship',
    shippingNotice: {
      shipmentId: 'SH-1580-1',
      shippedOn: '2011-05-03',
      carrier: 'OVERSEAS - DELUXE',
      lines: [
        { line: '1', quantity: '10' },
        { line: '2', quantity: '10' },
      ],
    },
  })
})

test('given no stock confirmation, it waits', () => {
  expect(decide({ ...ready, stockConfirmation: null }, terms, nothing)).toBeUndefined()
})

test('given that the ERP does not hold its response yet, it waits', () => {
  expect(decide({ ...ready, response: null }, terms, { revision: 1, shipped: false })).toBeUndefined()
})

test('given an acceptance of an earlier revision and its answer to this one under way, it ships what is ordered now', () => {
  const revised = { ...ready, revision: 2, lines: [line({ quantity: '20' })] }
  expect(decide(revised, terms, { revision: 2, shipped: false })).toMatchObject({
    kind: 'ship',
    shippingNotice: { lines: [{ quantity: '20' }] },
  })
})

test('given an acceptance of an earlier revision and a refusal of this one under way, it ships nothing', () => {
  const revised = { ...ready, revision: 2, lines: [line({ quantity: '101' })] }
  expect(decide(revised, terms, { revision: 2, shipped: false })).toBeUndefined()
})

test('lines that it does not accept are not shipped', () => {
  const decision = decide({ ...ready, response: held('CA'), lines: [line(), bad] }, terms, nothing)
  expect(decision).toMatchObject({ kind: 'ship', shippingNotice: { lines: [{ line: '1', quantity: '10' }] } })
})

test('a line that a person refused in the ERP is not shipped', () => {
  const lines = [line({ responseCode: '7' }), line({ line: '2', responseCode: '5' })]
  const decision = decide({ ...ready, response: held('CA'), lines }, terms, nothing)
  expect(decision).toMatchObject({ kind: 'ship', shippingNotice: { lines: [{ line: '2' }] } })
  const none = { ...ready, response: held('CA'), lines: [line({ responseCode: '7' })] }
  expect(decide(none, terms, nothing)).toBeUndefined()
})

test('the goods leave once: not when it shipped before, and not when the ERP shows a shipment', () => {
  expect(decide(ready, terms, { revision: 1, shipped: true })).toBeUndefined()
  expect(decide({ ...ready, lines: [line({ shippedQuantity: '3' })] }, terms, nothing)).toBeUndefined()
})

test('a refused order is never shipped', () => {
  expect(decide({ ...ready, response: held('RE') }, terms, nothing)).toBeUndefined()
})

test.each(['REJECTED', 'ON_HOLD', 'CANCELLED', 'CLOSED'] as const)(
  'an order that is %s is not shipped',
  (status) => {
    expect(decide({ ...ready, status }, terms, nothing)).toBeUndefined()
  },
)
