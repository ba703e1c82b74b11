// Each revision is confirmed once and the goods are received once, however often the snapshot comes.
import { line, order } from '@channel-adapter/contracts/testing'
import { expect, test } from 'vitest'
import { decide, type Holdings } from './decide.ts'

const nothing: Holdings = {
  confirmedRevision: 0,
  reserves: false,
  received: false,
  free: () => ({ quantity: '8', location: 'Tool Crib' }),
}
const booked: Holdings = { ...nothing, confirmedRevision: 1, reserves: true }
const accepted = { code: 'CA' as const, revision: 1, reason: null }
const recorded = { code: 'PARTIAL' as const, revision: 1 }
const shipped = order({
  status: 'SHIPPED',
  response: accepted,
  stockConfirmation: recorded,
  lines: [line({ shippedQuantity: '10' })],
})

test('given a new order, it confirms the stock', () => {
  expect(decide(order(), nothing, undefined)).toMatchObject({
    kind: 'confirm',
    stockConfirmation: { code: 'PARTIAL', lines: [{ reservedQuantity: '8', backorderedQuantity: '2' }] },
  })
})

test('given that this revision is booked, it does nothing while the ERP does not show it yet', () => {
  expect(decide(order(), booked, undefined)).toBeUndefined()
})

test('given that the ERP holds the confirmation of this revision, it does not confirm again, also with an empty book', () => {
  expect(decide(order({ stockConfirmation: recorded }), nothing, undefined)).toBeUndefined()
})

test('given a new revision, it confirms that one', () => {
  const revised = order({ revision: 2, stockConfirmation: recorded, lines: [line({ quantity: '4' })] })
  expect(decide(revised, booked, undefined)).toMatchObject({
    kind: 'confirm',
    stockConfirmation: { code: 'FULL', lines: [{ reservedQuantity: '4' }] },
  })
})

test('given a snapshot of an earlier revision than is booked, it does nothing', () => {
  expect(decide(order(), { ...booked, confirmedRevision: 2 }, undefined)).toBeUndefined()
})

test('given that every line is shipped, it receives what really arrived', () => {
  expect(decide(shipped, booked, [{ line: 1, received: '9', rejected: '1' }])).toMatchObject({
    kind: 'receive',
    goodsReceipt: { lines: [{ line: '1', receivedQuantity: '9', rejectedQuantity: '1' }] },
  })
})

test('given that a line is still to come, it waits', () => {
  const lines = [line({ shippedQuantity: '10' }), line({ line: '2', responseCode: '5' })]
  expect(decide({ ...shipped, lines }, booked, undefined)).toBeUndefined()
})

test('given that the other lines were refused, it receives those that were shipped', () => {
  const lines = [line({ shippedQuantity: '10' }), line({ line: '2', responseCode: '7' })]
  expect(decide({ ...shipped, lines }, booked, undefined)).toMatchObject({
    kind: 'receive',
    goodsReceipt: { lines: [{ line: '1' }] },
  })
})

test('a refusal of an earlier revision does not count: the line may come yet', () => {
  const lines = [line({ shippedQuantity: '10' }), line({ line: '2', responseCode: '7' })]
  const revised = { ...shipped, revision: 2, lines }
  expect(decide(revised, { ...booked, confirmedRevision: 2 }, undefined)).toBeUndefined()
})

test('given that the goods are booked, or that the ERP shows a receipt, it does not receive again', () => {
  expect(decide(shipped, { ...booked, received: true }, undefined)).toBeUndefined()
  const lines = [line({ shippedQuantity: '10', receivedQuantity: '3' })]
  expect(decide({ ...shipped, lines }, booked, undefined)).toBeUndefined()
})

test.each(['REJECTED', 'CANCELLED', 'CLOSED'] as const)(
  'an order that is %s is not confirmed, and what it holds is released once',
  (status) => {
    expect(decide(order({ status }), booked, undefined)).toEqual({ kind: 'release' })
    expect(decide(order({ status }), nothing, undefined)).toBeUndefined()
  },
)

test('an order that has been received, or has no line, is left alone', () => {
  expect(decide(order({ status: 'RECEIVED', revision: 2 }), booked, undefined)).toBeUndefined()
  expect(decide(order({ lines: [] }), nothing, undefined)).toBeUndefined()
})
