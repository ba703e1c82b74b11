import type { OrderDocument } from '../orders/document.ts'
import type { Decision } from '../orders/draft.ts'
import { newOrder } from '../orders/new-order.ts'

/** When the given order was issued, and when the change under test happens. */
export const issuedAt = '2026-11-24T10:00:00.000000Z'
export const changedAt = '2026-11-24T11:00:00.000000Z'

/** An issued order, for tests: line 1 is 10 saddles at 2.5, line 2 is 4 pedals at 10. */
export function givenOrder(changes: Partial<OrderDocument> = {}): OrderDocument {
  const order = written(
    newOrder(
      7,
      {
        supplier: { code: '1580', name: 'Litware, Inc.' },
        ship_method: 'CARGO TRANSPORT 5',
        lines: [
          {
            product: { number: 'SA-1', name: 'Saddle' },
            unit: 'EA',
            quantity: '10',
            unit_price: '2.5',
            due_date: '2026-12-01',
          },
          {
            product: { number: 'PD-1', name: 'Pedal' },
            unit: 'EA',
            quantity: '4',
            unit_price: '10',
            due_date: '2026-12-01',
          },
        ],
      },
      issuedAt,
    ),
  )
  return { ...order, ...changes }
}

/** The order that was decided for. @throws {Error} with the faults when it was refused */
export function written(decision: Decision): OrderDocument {
  if ('faults' in decision) throw new Error(JSON.stringify(decision.faults))
  return decision.order
}

/** The places of the faults. @throws {Error} when nothing was refused */
export function faultsOf(decision: Decision): string[] {
  if ('order' in decision) throw new Error('it was not refused')
  return decision.faults.map((fault) => fault.pointer)
}
