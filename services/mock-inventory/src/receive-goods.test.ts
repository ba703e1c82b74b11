import { line, order } from '@channel-adapter/contracts/testing'
import { expect, test } from 'vitest'
import { receiveGoods } from './receive-goods.ts'

const shipped = (changes = {}) => line({ shippedQuantity: '10', ...changes })

test('what the dataset says arrives, three days after the last promised day', () => {
  const lines = [shipped({ promisedDate: '2011-05-03' }), shipped({ line: '2', quantity: '12' })]
  const receipt = receiveGoods(order({ lines }), [
    { line: 1, received: '9', rejected: '2' },
    { line: 2, received: '10', rejected: '0' },
  ])
  expect(receipt).toEqual({
    receiptId: 'GR-1',
    receivedOn: '2011-05-06',
    lines: [
      {
        line: '1',
        receivedQuantity: '9',
        rejectedQuantity: '2',
        rejectReason: 'Refused at incoming inspection',
      },
      { line: '2', receivedQuantity: '10', rejectedQuantity: '0', rejectReason: null },
    ],
  })
})

test('an order that the dataset does not know is received as shipped', () => {
  const receipt = receiveGoods(order({ lines: [shipped({ shippedQuantity: '7.5' })] }))
  expect(receipt.lines).toMatchObject([
    { receivedQuantity: '7.5', rejectedQuantity: '0', rejectReason: null },
  ])
})

test('no more arrives than was shipped and ordered, and no more is rejected than arrives', () => {
  const arrived = [{ line: 1, received: '550', rejected: '40' }]
  const lines = [shipped({ quantity: '8' })]
  expect(receiveGoods(order({ lines }), arrived).lines).toMatchObject([
    { receivedQuantity: '8', rejectedQuantity: '8' },
  ])
})

test('a line that was not shipped is not received', () => {
  const receipt = receiveGoods(order({ lines: [shipped(), line({ line: '2', responseCode: '7' })] }))
  expect(receipt.lines.map((received) => received.line)).toEqual(['1'])
})

test('without any date on its lines the order date counts', () => {
  expect(receiveGoods(order({ lines: [shipped({ dueDate: null })] })).receivedOn).toBe('2011-04-19')
})
