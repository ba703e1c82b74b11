import { type Codec, contracts, ContractViolated, type Order, violationsOf } from '@channel-adapter/contracts'
import { describe, expect, test } from 'vitest'
import { type SnapshotChannel, snapshotMessage } from './snapshot-message.ts'

const contract = contracts.order
// The registry's part of a codec is no matter here: the contract's checks and bytes are the real ones.
const codec = {
  contract,
  encode(order: Order) {
    const violations = violationsOf(contract, order)
    if (violations.length > 0) throw new ContractViolated(contract.name, violations)
    return contract.type.toBuffer(order)
  },
} as Codec<Order>
const channel: SnapshotChannel = { codec, topic: 'orders', group: 'extractor' }
const at = new Date('2026-11-24T20:00:00Z')

function anOrder(change: Partial<Order> = {}): Order {
  return {
    source: 'erp',
    number: '4711',
    version: '3',
    revision: 1,
    status: 'ISSUED',
    changedAt: '2026-11-24T20:00:00.000001Z',
    orderDate: '2026-11-24',
    supplier: { id: '1580', name: 'Litware' },
    buyer: null,
    currency: 'USD',
    shipMethod: null,
    note: null,
    subtotal: '201.04',
    tax: null,
    freight: null,
    response: null,
    stockConfirmation: null,
    lines: [],
    ...change,
  }
}

describe('a snapshot', () => {
  test('of the same version is the same event, whoever sends it and when', () => {
    const [one, again, next] = [anOrder(), anOrder(), anOrder({ version: '4' })].map((order) =>
      snapshotMessage(order, channel, at),
    )
    expect(one).toMatchObject({
      topic: 'orders',
      key: 'erp:4711',
      headers: { ce_subject: 'erp:4711', supplier: '1580' },
    })
    expect(again?.headers['ce_id']).toBe(one?.headers['ce_id'])
    expect(next?.headers['ce_id']).not.toBe(one?.headers['ce_id'])
  })

  test.each([
    ['breaks the contract', { subtotal: '0.123456789' }, '/subtotal'],
    ['is larger than a message may be', { note: 'x'.repeat(900_000) }, '900'],
  ])('of an order that %s goes to the Invalid Message Channel with the reason', (_, change, reason) => {
    const message = snapshotMessage(anOrder(change), channel, at)
    expect(message).toMatchObject({ topic: 'orders.extractor.invalid', key: 'erp:4711' })
    expect(message.headers['x-error-text']).toContain(reason)
    expect(message.value?.length).toBeLessThanOrEqual(800_000)
  })
})
