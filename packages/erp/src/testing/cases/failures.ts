import { expect } from 'vitest'
import { ErpOutcomeUnknown, ErpThrottled, ErpUnavailable } from '../../errors.ts'
import type { Capabilities, ErpConnection } from '../../port.ts'
import type { ContractCase, ErpHarness } from '../desk.ts'
import { errorOf, mustRead, patient } from '../reading.ts'
import { onePieceShipped } from '../updates.ts'

const tenPieces = [{ quantity: '10', unitPrice: '12.5' }]

/** What becomes of a call when the ERP, or the way to it, fails. */
export function failureCases({ updateId }: Capabilities): ContractCase[] {
  return [
    {
      title:
        'a write whose answer is lost after it took effect has an unknown outcome; reading back shows it',
      async run({ connection, desk }) {
        const { number, order, update } = await readyToShip({ connection, desk })
        await desk.cutNextWrite(number, 'after')
        const error = await errorOf(connection.applyUpdate(update, order.version, patient))
        expect(error).toBeInstanceOf(ErpOutcomeUnknown)
        const after = await mustRead(connection, number, update)
        expect(after.order.lines[0]?.shippedQuantity).toBe('1')
        expect(after.appliedUpdates.has(update.id)).toBe(updateId)
      },
    },
    {
      title:
        'a write whose connection is cut before it took effect has an unknown outcome; reading back shows nothing, and the same write then applies',
      async run({ connection, desk }) {
        const { number, order, update } = await readyToShip({ connection, desk })
        await desk.cutNextWrite(number, 'before')
        const error = await errorOf(connection.applyUpdate(update, order.version, patient))
        expect(error).toBeInstanceOf(ErpOutcomeUnknown)
        const between = await mustRead(connection, number, update)
        expect(between.order).toEqual(order)
        expect(between.appliedUpdates.has(update.id)).toBe(false)
        const after = await connection.applyUpdate(update, order.version, patient)
        expect(after.order.lines[0]?.shippedQuantity).toBe('1')
      },
    },
    {
      title: 'an ERP that asks to slow down is told with the wait it names, and nothing is written',
      async run({ connection, desk }) {
        const { number, order, update } = await readyToShip({ connection, desk })
        const before = await desk.raw(number)
        await desk.throttle(7)
        for (const call of callsTo(connection)) {
          const error = await errorOf(call(number))
          expect(error).toBeInstanceOf(ErpThrottled)
          expect((error as ErpThrottled).retryAfterMs).toBe(7000)
        }
        const error = await errorOf(connection.applyUpdate(update, order.version, patient))
        expect(error).toBeInstanceOf(ErpThrottled)
        expect((error as ErpThrottled).retryAfterMs).toBe(7000)
        await desk.endFaults()
        expect(await desk.raw(number)).toEqual(before)
      },
    },
    {
      title: 'an ERP that nobody can reach is unavailable, to reads and writes alike',
      async run({ connection, desk, nowhere }) {
        const { number, order, update } = await readyToShip({ connection, desk })
        for (const call of callsTo(nowhere))
          expect(await errorOf(call(number))).toBeInstanceOf(ErpUnavailable)
        const error = await errorOf(nowhere.applyUpdate(update, order.version, patient))
        expect(error).toBeInstanceOf(ErpUnavailable)
      },
    },
    {
      title: 'a call that its caller has given up already sends nothing',
      async run({ connection, desk }) {
        const { number, order, update } = await readyToShip({ connection, desk })
        const before = await desk.raw(number)
        const given = AbortSignal.abort(new Error('stopping'))
        for (const call of callsTo(connection)) {
          expect(await errorOf(call(number, given))).toBeInstanceOf(ErpUnavailable)
        }
        expect(await errorOf(connection.applyUpdate(update, order.version, given))).toBeInstanceOf(
          ErpUnavailable,
        )
        expect(await desk.raw(number)).toEqual(before)
      },
    },
  ]
}

async function readyToShip({ connection, desk }: Pick<ErpHarness, 'connection' | 'desk'>) {
  const number = await desk.addOrder(tenPieces)
  const { order } = await mustRead(connection, number)
  return { number, order, update: onePieceShipped(order) }
}

/** The reading calls. */
function callsTo(connection: ErpConnection): ((number: string, signal?: AbortSignal) => Promise<unknown>)[] {
  return [
    (number, signal = patient) => connection.readOrder(number, signal),
    (_, signal = patient) => connection.readChanges(undefined, { limit: 1, signal }),
  ]
}
