// The same answer has the same id, so that a repetition takes effect once.
import { contracts, violationsOf } from '@channel-adapter/contracts'
import { order } from '@channel-adapter/contracts/testing'
import { expect, test } from 'vitest'
import { answer } from './answer.ts'
import type { Decision } from './decide.ts'
import { respond } from './respond.ts'

const at = '2026-11-24T20:00:00.000000Z'
const response: Decision = { kind: 'respond', response: respond(order(), new Map()) }
const shipment: Decision = {
  kind: 'ship',
  shippingNotice: {
    shipmentId: 'SH-1580-1',
    shippedOn: '2011-05-03',
    carrier: null,
    lines: [{ line: '1', quantity: '10' }],
  },
}

test('a response’s id follows from partner, order and revision, not from the version', () => {
  const { id } = answer(order(), response, at)
  expect(answer(order({ version: '7' }), response, at).id).toBe(id)
  expect(answer(order({ revision: 2 }), response, at).id).not.toBe(id)
  expect(answer(order({ number: '2' }), response, at).id).not.toBe(id)
  expect(answer(order({ supplier: { id: '1496', name: 'Another' } }), response, at).id).not.toBe(id)
})

test('a shipment’s id is one for the order, whatever its revision', () => {
  const { id } = answer(order(), shipment, at)
  expect(answer(order({ revision: 2 }), shipment, at).id).toBe(id)
  expect(id).not.toBe(answer(order(), response, at).id)
})

test.each([response, shipment])('an answer keeps its contract and names what it answers', (decision) => {
  const update = answer(order({ version: '7' }), decision, at)
  expect(violationsOf(contracts.orderUpdate, update)).toEqual([])
  expect(update).toMatchObject({
    partner: 'supplier-1580',
    orderVersion: '7',
    orderRevision: 1,
    occurredAt: at,
  })
})
