import { addDecimals, compareDecimals } from '@channel-adapter/contracts'
import { line, order } from '@channel-adapter/contracts/testing'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { confirmStock } from './confirm-stock.ts'

const stocked = (quantity: string) => () => ({ quantity, location: 'Tool Crib' })

test('enough stock is reserved in full', () => {
  expect(confirmStock(order(), stocked('10'))).toEqual({
    code: 'FULL',
    lines: [
      {
        line: '1',
        reservedQuantity: '10',
        backorderedQuantity: '0',
        location: 'Tool Crib',
        availableOn: null,
      },
    ],
  })
})

test('too little stock is reserved in part, and the rest comes after the due date', () => {
  expect(confirmStock(order(), stocked('9.5'))).toEqual({
    code: 'PARTIAL',
    lines: [
      {
        line: '1',
        reservedQuantity: '9.5',
        backorderedQuantity: '0.5',
        location: 'Tool Crib',
        availableOn: '2011-05-07',
      },
    ],
  })
})

test('of a product that is not in stock nothing is reserved', () => {
  expect(confirmStock(order(), () => undefined)).toMatchObject({
    code: 'BACKORDERED',
    lines: [{ reservedQuantity: '0', backorderedQuantity: '10', location: null }],
  })
})

test('one line in full and another not at all is a confirmation in part', () => {
  const lines = [line(), line({ line: '2', product: { id: 'XX-1', name: 'Unheard of' } })]
  const confirmation = confirmStock(order({ lines }), (product) =>
    product === 'AR-5381' ? stocked('10')() : undefined,
  )
  expect(confirmation.code).toBe('PARTIAL')
})

test('two lines of the same product share its stock', () => {
  const confirmation = confirmStock(order({ lines: [line(), line({ line: '2' })] }), stocked('13'))
  expect(confirmation.lines.map(({ reservedQuantity }) => reservedQuantity)).toEqual(['10', '3'])
})

test('the more is lacking, the later it comes', () => {
  const lacking = (quantity: string) =>
    confirmStock(order({ lines: [line({ quantity })] }), () => undefined).lines[0]?.availableOn
  expect(lacking('1000')).toBe('2011-05-07')
  expect(lacking('1001')).toBe('2011-05-14')
  expect(lacking('99999999999999999999')).toBe('2012-04-28')
})

test('a line without a due date is reckoned from the order date', () => {
  const confirmation = confirmStock(order({ lines: [line({ dueDate: null })] }), () => undefined)
  expect(confirmation.lines[0]?.availableOn).toBe('2011-04-23')
})

test('reserved and backordered add up to what is ordered, and no more is reserved than there is', () => {
  const amount = fc
    .tuple(fc.nat(5000), fc.nat(99_999_999))
    .map(([whole, fraction]) => addDecimals(`${whole}.${String(fraction).padStart(8, '0')}`))
  fc.assert(
    fc.property(fc.array(amount, { minLength: 1, maxLength: 4 }), amount, (quantities, stock) => {
      const lines = quantities.map((quantity, index) => line({ line: String(index + 1), quantity }))
      const confirmed = confirmStock(order({ lines }), stocked(stock)).lines
      confirmed.forEach(({ reservedQuantity, backorderedQuantity }, index) => {
        expect(addDecimals(reservedQuantity, backorderedQuantity)).toBe(quantities[index])
      })
      const reserved = addDecimals(...confirmed.map(({ reservedQuantity }) => reservedQuantity))
      expect(compareDecimals(reserved, stock)).toBeLessThanOrEqual(0)
    }),
  )
})
