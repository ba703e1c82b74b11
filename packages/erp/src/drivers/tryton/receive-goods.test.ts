import { describe, expect, test } from 'vitest'
import { ErpRejected } from '../../errors.ts'
import type { Document } from './document.ts'
import { movesTaken, takesGoods } from './receive-goods.ts'

const move = (id: number, quantity: string, state = 'draft', shipment: string | null = null) => ({
  id,
  name: `stock.move,${id}`,
  timestamp: '1',
  state,
  fields: { quantity, shipment },
})
const orderWith = (...moves: ReturnType<typeof move>[]) =>
  ({ fields: { number: '7' }, lines: [{ id: 5, moves }] }) as unknown as Document
const receiptOf = (receivedQuantity: string, rejectedQuantity = '0') => ({
  receiptId: 'R-1',
  receivedOn: '2026-11-25',
  lines: [{ line: '5', receivedQuantity, rejectedQuantity, rejectReason: null }],
})
const taken = (order: Document, receipt: ReturnType<typeof receiptOf>) =>
  movesTaken(order, receipt).map(({ row, quantity }) => [row.id, quantity])

describe('arrived goods', () => {
  test('are part of the oldest move that is still to come', () => {
    expect(taken(orderWith(move(9, '10'), move(3, '2', 'done')), receiptOf('4'))).toEqual([[9, '4']])
  })

  test('fill one move after the other, and are more on the last', () => {
    expect(taken(orderWith(move(8, '3'), move(9, '2')), receiptOf('4'))).toEqual([
      [8, '3'],
      [9, '1'],
    ])
    expect(taken(orderWith(move(8, '3'), move(9, '2')), receiptOf('7.5'))).toEqual([
      [8, '3'],
      [9, '4.5'],
    ])
  })

  test('are not what was rejected of them', () => {
    expect(taken(orderWith(move(9, '10')), receiptOf('4', '0.5'))).toEqual([[9, '3.5']])
    expect(takesGoods(receiptOf('4', '4'))).toBe(false)
  })

  test('are refused where nothing is still to come: a move in another shipment is on its way to stock already', () => {
    const order = orderWith(move(3, '2', 'done'), move(4, '2', 'draft', 'stock.shipment.in,1'))
    expect(() => movesTaken(order, receiptOf('1'))).toThrow(ErpRejected)
  })
})
