import type { Order, OrderUpdate } from '@channel-adapter/contracts'
import { expect } from 'vitest'
import type { ContractCase } from '../desk.ts'
import { mustRead, patient } from '../reading.ts'
import { updateOf } from '../updates.ts'

const ordered = [{ quantity: '10', unitPrice: '12.5' }]

/** Each kind of update, and what the order must show of it afterwards. */
export const updateKindCases: ContractCase[] = [
  {
    title: 'a response is written with its reason and every answer to a line',
    run: writing(
      (line) => ({
        response: {
          code: 'CA',
          reason: 'two pieces follow',
          lines: [
            {
              line,
              code: '3',
              quantity: '8',
              unitPrice: '12.25',
              promisedDate: '2026-12-24',
              backorderedQuantity: '2',
            },
          ],
        },
      }),
      ({ revision }) => ({
        status: 'CONFIRMED',
        response: { code: 'CA', revision, reason: 'two pieces follow' },
        lines: [
          {
            responseCode: '3',
            confirmedQuantity: '8',
            confirmedPrice: '12.25',
            promisedDate: '2026-12-24',
            supplierBackorderedQuantity: '2',
          },
        ],
      }),
    ),
  },
  {
    title: 'a rejection is written as one, without inventing quantities',
    run: writing(
      (line) => ({
        response: {
          code: 'RE',
          reason: null,
          lines: [
            {
              line,
              code: '7',
              quantity: null,
              unitPrice: null,
              promisedDate: null,
              backorderedQuantity: null,
            },
          ],
        },
      }),
      ({ revision }) => ({
        status: 'REJECTED',
        response: { code: 'RE', revision, reason: null },
        lines: [{ responseCode: '7', confirmedQuantity: null, confirmedPrice: null, promisedDate: null }],
      }),
    ),
  },
  {
    title: 'a stock confirmation is written line by line',
    run: writing(
      (line) => ({
        stockConfirmation: {
          code: 'PARTIAL',
          lines: [
            {
              line,
              reservedQuantity: '7.5',
              backorderedQuantity: '2.5',
              location: 'Shelf 4',
              availableOn: '2026-12-31',
            },
          ],
        },
      }),
      ({ revision }) => ({
        stockConfirmation: { code: 'PARTIAL', revision },
        lines: [{ reservedQuantity: '7.5', backorderedQuantity: '2.5', availableOn: '2026-12-31' }],
      }),
    ),
  },
  {
    title: 'a shipping notice adds what was shipped',
    run: writing(
      (line) => ({
        shippingNotice: {
          shipmentId: 'S-1',
          shippedOn: '2026-12-01',
          carrier: 'OVERNIGHT J-FAST',
          lines: [{ line, quantity: '4' }],
        },
      }),
      () => ({ status: 'SHIPPED', lines: [{ shippedQuantity: '4', receivedQuantity: '0' }] }),
    ),
  },
  {
    title: 'a goods receipt adds what arrived and what of it was rejected',
    run: writing(
      (line) => ({
        goodsReceipt: {
          receiptId: 'R-1',
          receivedOn: '2026-12-03',
          lines: [{ line, receivedQuantity: '4', rejectedQuantity: '0.5', rejectReason: 'bent' }],
        },
      }),
      () => ({
        status: 'PARTIALLY_RECEIVED',
        lines: [{ shippedQuantity: '0', receivedQuantity: '4', rejectedQuantity: '0.5' }],
      }),
    ),
  },
  ...(['ON_HOLD', 'CANCELLED', 'CLOSED'] as const).map((status) => ({
    title: `a change of status to ${status} is written`,
    run: writing(
      () => ({ statusChange: { status, reason: 'as agreed' } }),
      () => ({ status }),
    ),
  })),
]

function writing(
  body: (line: string) => Partial<OrderUpdate>,
  expected: (order: Order) => object,
): ContractCase['run'] {
  return async ({ connection, desk }) => {
    const number = await desk.addOrder(ordered)
    const { order } = await mustRead(connection, number)
    const [line] = order.lines
    if (!line) throw new Error('the order has no line')
    const update = updateOf(order, body(line.line))
    const after = await connection.applyUpdate(update, order.version, patient)
    expect(after.order).toMatchObject(expected(order))
    expect(await mustRead(connection, number, update)).toEqual(after)
  }
}
