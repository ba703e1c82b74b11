import {
  contracts,
  createCodec,
  type Order,
  type OrderUpdate,
  type OrderUpdateOutcome,
  orderKey,
} from '@channel-adapter/contracts'
import { order as issued, registryOfAll, supplierResponse } from '@channel-adapter/contracts/testing'
import type { IncomingMessage } from '@channel-adapter/messaging'
import type { Codecs, Reading } from '../src/store/reading.ts'

export const codecs: Codecs = {
  order: await createCodec(contracts.order, contracts.order.name, registryOfAll),
  update: await createCodec(contracts.orderUpdate, contracts.orderUpdate.name, registryOfAll),
  outcome: await createCodec(contracts.orderUpdateOutcome, contracts.orderUpdateOutcome.name, registryOfAll),
}

let offset = 0n

function incoming(topic: string, key: string, value: Buffer, at: number): IncomingMessage {
  return { topic, partition: 0, offset: offset++, key, value, headers: {}, timestamp: at }
}

/** A snapshot as it is read from its topic at a moment. */
export function snapshot(at: number, changes: Partial<Order> = {}): Reading & { kind: 'order' } {
  const value = issued(changes)
  const message = incoming(contracts.order.name, orderKey(value), codecs.order.encode(value), at)
  return { kind: 'order', message, value }
}

/** A supplier's acceptance. */
export function answer(at: number, changes: Partial<OrderUpdate> = {}): Reading & { kind: 'update' } {
  const value = supplierResponse('adventureworks', '1', {
    id: 'u1',
    occurredAt: '2026-11-25T00:00:00.000000Z',
    response: {
      code: 'AP',
      reason: null,
      lines: [
        {
          line: '1',
          code: '5',
          quantity: '10',
          unitPrice: '50',
          promisedDate: '2026-12-01',
          backorderedQuantity: null,
        },
      ],
    },
    ...changes,
  })
  const message = incoming(contracts.orderUpdate.name, orderKey(value), codecs.update.encode(value), at)
  return { kind: 'update', message, value }
}

export function outcome(
  at: number,
  changes: Partial<OrderUpdateOutcome> = {},
): Reading & { kind: 'outcome' } {
  const value: OrderUpdateOutcome = {
    updateId: 'u1',
    source: 'adventureworks',
    number: '1',
    partner: 'supplier-1580',
    kind: 'RESPONSE',
    result: 'APPLIED',
    orderVersion: '2',
    reason: null,
    decidedAt: '2026-11-25T00:00:01.000000Z',
    ...changes,
  }
  const message = incoming(
    contracts.orderUpdateOutcome.name,
    orderKey(value),
    codecs.outcome.encode(value),
    at,
  )
  return { kind: 'outcome', message, value }
}
