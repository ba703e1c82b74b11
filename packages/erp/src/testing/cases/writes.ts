import type { Order, OrderUpdate } from '@channel-adapter/contracts'
import { expect } from 'vitest'
import { ErpConflict, ErpOrderNotFound, ErpRejected } from '../../errors.ts'
import type { Capabilities } from '../../port.ts'
import type { ContractCase } from '../desk.ts'
import { endOf, errorOf, mustRead, patient, readToEnd } from '../reading.ts'
import { onePieceShipped } from '../updates.ts'

const WRITERS = 8
const tenPieces = [{ quantity: '10', unitPrice: '12.5' }]
const shippedOf = (order: Order) => order.lines[0]?.shippedQuantity

/** What a write does and does not do, as far as this kind can tell. */
export function writeCases({ versionCondition, updateId }: Capabilities): ContractCase[] {
  return [
    ...plain,
    ...(versionCondition === 'none' ? [unconditional] : conditional),
    updateId ? keepsIds : keepsNoIds,
  ]
}

const plain: ContractCase[] = [
  {
    title: 'a write at the version read applies, answers the new state, and comes round as a change',
    async run({ connection, desk }) {
      const number = await desk.addOrder(tenPieces)
      const end = await endOf(connection)
      const { order } = await mustRead(connection, number)
      const update = onePieceShipped(order)
      const after = await connection.applyUpdate(update, order.version, patient)

      expect(shippedOf(after.order)).toBe('1')
      expect(after.order.version).not.toBe(order.version)
      // Only the buyer's side moves the revision: otherwise partners would answer their own answers.
      expect(after.order.revision).toBe(order.revision)
      expect(await mustRead(connection, number, update)).toEqual(after)
      const { orders } = await readToEnd(connection, end)
      expect(orders.find((changed) => changed.number === number)).toEqual(after.order)
    },
  },
  {
    title: 'the version that a write answers is the one for the next write',
    async run({ connection, desk }) {
      const { order } = await mustRead(connection, await desk.addOrder(tenPieces))
      const first = await connection.applyUpdate(onePieceShipped(order), order.version, patient)
      const second = await connection.applyUpdate(onePieceShipped(order), first.order.version, patient)
      expect(shippedOf(second.order)).toBe('2')
    },
  },
  {
    title: 'an update that the ERP refuses changes nothing, and says why',
    async run({ connection, desk }) {
      const number = await desk.addOrder(tenPieces)
      const { order } = await mustRead(connection, number)
      const before = await desk.raw(number)
      for (const line of ['999', 'no such line']) {
        const error = await errorOf(
          connection.applyUpdate(onePieceShipped(order, line), order.version, patient),
        )
        expect(error).toBeInstanceOf(ErpRejected)
        expect((error as Error).message).toContain(line)
      }
      expect(await desk.raw(number)).toEqual(before)
    },
  },
  {
    title: 'a write to an order that the ERP does not have says so',
    async run({ connection, desk }) {
      const { order } = await mustRead(connection, await desk.addOrder(tenPieces))
      for (const number of ['999999999', '', '..', 'no/such order']) {
        const update: OrderUpdate = { ...onePieceShipped(order), number }
        expect(await errorOf(connection.applyUpdate(update, order.version, patient))).toBeInstanceOf(
          ErpOrderNotFound,
        )
      }
    },
  },
]

const conditional: ContractCase[] = [
  {
    title: 'a write at a stale version changes nothing',
    async run({ connection, desk }) {
      const number = await desk.addOrder(tenPieces)
      const { order } = await mustRead(connection, number)
      await desk.edit(number)
      const before = await desk.raw(number)
      for (const version of [order.version, '', 'made up', '999999']) {
        const error = await errorOf(connection.applyUpdate(onePieceShipped(order), version, patient))
        expect(error).toBeInstanceOf(ErpConflict)
      }
      expect(await desk.raw(number)).toEqual(before)
    },
  },
  {
    title: 'of many writers at one version exactly one wins',
    async run({ connection, desk }) {
      const number = await desk.addOrder(tenPieces)
      const { order } = await mustRead(connection, number)
      const outcomes = await Promise.allSettled(
        Array.from({ length: WRITERS }, () =>
          connection.applyUpdate(onePieceShipped(order), order.version, patient),
        ),
      )
      const errors = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
      )
      expect(errors).toHaveLength(WRITERS - 1)
      for (const error of errors) expect(error).toBeInstanceOf(ErpConflict)
      expect(shippedOf((await mustRead(connection, number)).order)).toBe('1')
    },
  },
]

const unconditional: ContractCase = {
  title: 'writes cannot be conditional: one at a stale version lands all the same',
  async run({ connection, desk }) {
    const number = await desk.addOrder(tenPieces)
    const { order } = await mustRead(connection, number)
    await desk.edit(number)
    const after = await connection.applyUpdate(onePieceShipped(order), order.version, patient)
    expect(shippedOf(after.order)).toBe('1')
  },
}

const keepsIds: ContractCase = {
  title: 'the ERP keeps the id of every update, so that a redelivered one is recognised',
  async run({ connection, desk }) {
    const number = await desk.addOrder(tenPieces)
    const { order } = await mustRead(connection, number)
    const updates = [onePieceShipped(order), onePieceShipped(order)] as const
    const first = await connection.applyUpdate(updates[0], order.version, patient)
    expect(first.appliedUpdates).toEqual(new Set([updates[0].id]))
    await connection.applyUpdate(updates[1], first.order.version, patient)
    const holds = async (update: OrderUpdate) =>
      (await connection.readOrder(number, patient, update))?.appliedUpdates.has(update.id)
    for (const update of updates) expect(await holds(update)).toBe(true)
    expect(await holds(onePieceShipped(order))).toBe(false)
  },
}

const keepsNoIds: ContractCase = {
  title: 'the ERP has no place for the ids of updates: none are ever told',
  async run({ connection, desk }) {
    const number = await desk.addOrder(tenPieces)
    const { order } = await mustRead(connection, number)
    const after = await connection.applyUpdate(onePieceShipped(order), order.version, patient)
    expect(shippedOf(after.order)).toBe('1')
    expect([after.appliedUpdates, (await mustRead(connection, number)).appliedUpdates]).toEqual([
      new Set(),
      new Set(),
    ])
  },
}
