import { line, order } from '@channel-adapter/contracts/testing'
import { expect, test } from 'vitest'
import { terms as adjustableRace } from '../test/given.ts'
import { respond } from './respond.ts'

const terms = new Map([['AR-5381', adjustableRace]])
const stranger = { id: 'XX-1', name: 'Unheard of' }

test('an order on the catalogue’s terms is accepted as it is', () => {
  expect(respond(order(), terms)).toEqual({
    code: 'AP',
    reason: null,
    lines: [
      {
        line: '1',
        code: '5',
        quantity: '10',
        unitPrice: '50',
        promisedDate: '2011-04-30',
        backorderedQuantity: null,
      },
    ],
  })
})

test.each([
  ['below the minimum', line({ quantity: '4.99999999' }), 'line 1: we sell at least 5 of AR-5381'],
  ['above the maximum', line({ quantity: '101' }), 'line 1: we sell at most 100 of AR-5381'],
  ['of nothing', line({ quantity: '0' }), 'line 1: we sell at least 5 of AR-5381'],
  ['of an unknown product', line({ product: stranger }), 'line 1: XX-1 is not in our catalogue'],
])('a line %s is not accepted', (_, bad, reason) => {
  const response = respond(order({ lines: [bad] }), terms)
  expect(response).toMatchObject({ code: 'RE', reason, lines: [{ code: '7', quantity: null }] })
})

test.each(['5', '100'])('the bounds themselves are sold: %s', (quantity) => {
  expect(respond(order({ lines: [line({ quantity })] }), terms).code).toBe('AP')
})

test('a date that cannot be kept by three days’ hurry is promised for the end of the lead time', () => {
  // Issued on 16 April with 17 days of lead time: 3 May.
  const dueOn = (dueDate: string) => respond(order({ lines: [line({ dueDate })] }), terms)
  expect(dueOn('2011-04-30')).toMatchObject({ code: 'AP', lines: [{ code: '5' }] })
  expect(dueOn('2011-04-29')).toMatchObject({
    code: 'CA',
    reason: 'line 1: promised for 2011-05-03',
    lines: [{ code: '3', quantity: '10', unitPrice: '50', promisedDate: '2011-05-03' }],
  })
})

test('a line without a due date is promised for the end of the lead time, and accepted', () => {
  const response = respond(order({ lines: [line({ dueDate: null })] }), terms)
  expect(response).toMatchObject({ code: 'AP', lines: [{ promisedDate: '2011-05-03' }] })
})

test('a price under nine tenths of the standard price is changed to the standard price', () => {
  const at = (unitPrice: string) => respond(order({ lines: [line({ unitPrice })] }), terms)
  expect(at('45')).toMatchObject({ code: 'AP', lines: [{ unitPrice: '45' }] })
  expect(at('44.99999999')).toMatchObject({
    code: 'CA',
    reason: 'line 1: the price is 50',
    lines: [{ code: '3', quantity: '10', unitPrice: '50', promisedDate: '2011-04-30' }],
  })
})

test('an order with good and bad lines is accepted with changes', () => {
  const response = respond(order({ lines: [line(), line({ line: '2', product: stranger })] }), terms)
  expect(response).toMatchObject({ code: 'CA', lines: [{ code: '5' }, { code: '7' }] })
})

test('a line that has left is answered so, with what was confirmed for it', () => {
  const left = line({
    shippedQuantity: '8',
    quantity: '200',
    confirmedPrice: '51',
    promisedDate: '2011-05-03',
  })
  expect(respond(order({ lines: [left] }), terms)).toMatchObject({
    code: 'CA',
    lines: [{ code: '42', quantity: '200', unitPrice: '51', promisedDate: '2011-05-03' }],
  })
})

test('the reason names three lines and counts the others', () => {
  const lines = Array.from({ length: 1000 }, (_, index) => line({ line: String(index + 1), quantity: '1' }))
  expect(respond(order({ lines }), terms).reason).toMatch(
    /^line 1: .*; line 2: .*; line 3: .*; and 997 more$/,
  )
})
