// What an update from outside makes of an order: it answers, it moves goods, or it is refused with the place that makes
// no sense. The given order has 10 pieces on line 1 and 4 on line 2.
import { expect, test } from 'vitest'
import { changedAt, faultsOf, givenOrder, issuedAt, written } from '../testing/given-order.ts'
import type { OrderDocument } from './document.ts'
import type { WriteBack } from './write-back-body.ts'
import { applyWriteBack } from './write-back.ts'

const apply = (order: OrderDocument, change: Omit<WriteBack, 'update_id'>) =>
  applyWriteBack(order, { update_id: 'u-1', partner: 'acme', ...change }, changedAt)
const receipt = (...lines: [number, string, string][]): Pick<WriteBack, 'goods_receipt'> => ({
  goods_receipt: {
    id: 'r-1',
    received_on: '2026-11-24',
    lines: lines.map(([line_no, received_quantity, rejected_quantity]) => ({
      line_no,
      received_quantity,
      rejected_quantity,
    })),
  },
})
const shipment = (...lines: [number, string][]): Pick<WriteBack, 'shipment'> => ({
  shipment: {
    id: 's-1',
    shipped_on: '2026-11-23',
    lines: lines.map(([line_no, quantity]) => ({ line_no, quantity })),
  },
})

test('a write-back grows the version, keeps the revision and remembers the update', () => {
  const order = written(apply(givenOrder(), shipment([1, '3'])))
  expect(order).toMatchObject({
    version: 2,
    revision: 1,
    created_at: issuedAt,
    updated_at: changedAt,
    applied_updates: [{ id: 'u-1', kind: 'shipment', partner: 'acme', at: changedAt }],
  })
})

test('the order it began from stays as it is', () => {
  const order = givenOrder()
  const before = structuredClone(order)
  written(apply(order, { ...shipment([1, '3']), ...receipt([1, '3', '1']) }))
  expect(order).toEqual(before)
})

test('a supplier’s response is recorded on the order and on the lines it names', () => {
  const order = written(
    apply(givenOrder(), {
      supplier_response: {
        code: 'CA',
        revision: 1,
        reason: 'two short',
        lines: [
          {
            line_no: 1,
            response_code: '3',
            confirmed_quantity: '8.0',
            confirmed_price: '2.40',
            promised_date: '2026-12-09',
            backordered_quantity: '2',
          },
        ],
      },
    }),
  )
  expect(order.status).toBe('confirmed')
  expect(order.supplier_response).toEqual({ code: 'CA', revision: 1, reason: 'two short' })
  expect(order.lines[0]).toMatchObject({
    quantity: '10',
    response_code: '3',
    confirmed_quantity: '8',
    confirmed_price: '2.4',
    promised_date: '2026-12-09',
    supplier_backordered_quantity: '2',
  })
  expect(order.lines[1]?.response_code).toBeNull()
})

test.each([
  ['AB', 'issued', 'issued'],
  ['AP', 'issued', 'confirmed'],
  ['CA', 'rejected', 'confirmed'],
  ['RE', 'confirmed', 'rejected'],
  ['RE', 'shipped', 'shipped'],
  ['AP', 'on_hold', 'on_hold'],
] as const)('a response %s to an order that is %s leaves it %s', (code, before, after) => {
  const order = apply(givenOrder({ status: before }), { supplier_response: { code, revision: 1, lines: [] } })
  expect(written(order).status).toBe(after)
})

test('a stock confirmation is recorded and leaves the status', () => {
  const order = written(
    apply(givenOrder(), {
      stock_confirmation: {
        code: 'partial',
        revision: 1,
        lines: [
          { line_no: 2, reserved_quantity: '3', backordered_quantity: '1', available_on: '2026-12-20' },
        ],
      },
    }),
  )
  expect(order).toMatchObject({ status: 'issued', stock_confirmation: { code: 'partial', revision: 1 } })
  expect(order.lines[1]).toMatchObject({
    reserved_quantity: '3',
    backordered_quantity: '1',
    available_on: '2026-12-20',
  })
})

test('shipments add up, also the same one sent twice', () => {
  const once = written(apply(givenOrder(), shipment([1, '2.5'])))
  const twice = written(apply(once, shipment([1, '2.5'])))
  expect(twice.lines[0]?.shipped_quantity).toBe('5')
  expect(twice.shipments).toHaveLength(2)
  expect(twice.applied_updates.map((update) => update.id)).toEqual(['u-1', 'u-1'])
  expect(twice.status).toBe('shipped')
})

test('an order is partially received until every line has arrived in full, rejected pieces included', () => {
  const partly = written(apply(givenOrder(), receipt([1, '10', '3'])))
  expect(partly.status).toBe('partially_received')
  const whole = written(apply(partly, receipt([2, '4', '0'])))
  expect(whole.status).toBe('received')
  expect(whole.lines.map((line) => [line.received_quantity, line.rejected_quantity])).toEqual([
    ['10', '3'],
    ['4', '0'],
  ])
})

test('a receipt of nothing leaves the status', () => {
  expect(written(apply(givenOrder(), receipt([1, '0', '0']))).status).toBe('issued')
})

test('a status change sets the status', () => {
  expect(written(apply(givenOrder(), { status_change: { status: 'on_hold' } })).status).toBe('on_hold')
})

test.each<[string, Omit<WriteBack, 'update_id'>, string]>([
  ['a line that the order lacks', shipment([3, '1']), '/shipment/lines/0/line_no'],
  ['a line that comes twice', shipment([1, '1'], [1, '1']), '/shipment/lines/1/line_no'],
  ['a negative quantity', shipment([1, '-1']), '/shipment/lines/0/quantity'],
  ['a quantity that is no decimal', shipment([1, '1e1']), '/shipment/lines/0/quantity'],
  ['more shipped than ordered', shipment([2, '4'], [1, '10.00000001']), '/shipment/lines/1/quantity'],
  ['more received than ordered', receipt([1, '11', '0']), '/goods_receipt/lines/0/received_quantity'],
  ['more rejected than received', receipt([1, '1', '2']), '/goods_receipt/lines/0/rejected_quantity'],
  [
    'a revision that does not exist yet',
    { supplier_response: { code: 'AP', revision: 2, lines: [] } },
    '/supplier_response/revision',
  ],
  [
    'a negative price',
    {
      supplier_response: {
        code: 'CA',
        revision: 1,
        lines: [{ line_no: 1, response_code: '3', confirmed_price: '-1' }],
      },
    },
    '/supplier_response/lines/0/confirmed_price',
  ],
  ['nothing at all', {}, ''],
])('%s is refused at its place', (_, change, pointer) => {
  expect(faultsOf(apply(givenOrder(), change))).toEqual([pointer])
})

test('what was shipped before counts towards too much', () => {
  const order = written(apply(givenOrder(), shipment([1, '10'])))
  expect(faultsOf(apply(order, shipment([1, '1'])))).toEqual(['/shipment/lines/0/quantity'])
})

test('every fault is named at once', () => {
  expect(faultsOf(apply(givenOrder(), receipt([1, 'x', '-1'], [9, '1', '0'])))).toEqual([
    '/goods_receipt/lines/0/received_quantity',
    '/goods_receipt/lines/0/rejected_quantity',
    '/goods_receipt/lines/1/line_no',
  ])
})

test('a cancelled order takes nothing', () => {
  expect(faultsOf(apply(givenOrder({ status: 'cancelled' }), shipment([1, '1'])))).toEqual([''])
})
