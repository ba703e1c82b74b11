import type { Order } from '@channel-adapter/contracts'
import { ErpConflict, ErpOutcomeUnknown, ErpThrottled, ErpUnavailable } from '../errors.ts'
import type { ErpConnection, ErpOrder } from '../port.ts'
import { patient } from './reading.ts'

/** A driver made wrong in one way, and the cases that must catch it. */
export interface BrokenDriver {
  readonly fault: string
  readonly caughtBy: readonly string[]
  breaking(good: ErpConnection): ErpConnection
}

const withOrder = (found: ErpOrder, order: Order): ErpOrder => ({ ...found, order })

/** Mistakes that drivers are known to make. */
export const brokenDrivers: readonly BrokenDriver[] = [
  {
    fault: 'goes on after the last moment instead of the last order',
    caughtBy: ['every one of many orders changed at one moment is found once, across page borders'],
    breaking: (good) => ({
      ...good,
      readChanges: (after, options) =>
        good.readChanges(after && good.rewind({ ...after, number: '' }, -0.001), options),
    }),
  },
  {
    fault: 'begins every page at the last moment again',
    caughtBy: [
      'a change after the position is found, and nothing else',
      'every one of many orders changed at one moment is found once, across page borders',
    ],
    breaking: (good) => ({
      ...good,
      readChanges: (after, options) => good.readChanges(after && good.rewind(after, 0), options),
    }),
  },
  {
    fault: 'does not move back',
    caughtBy: ['a position moved back finds what became visible late'],
    breaking: (good) => ({ ...good, rewind: (position) => position }),
  },
  {
    fault: 'moves back to the beginning',
    caughtBy: ['a position moved back finds what became visible late'],
    breaking: (good) => ({
      ...good,
      rewind: (position) => good.rewind(position, 1000 * 365 * 86_400_000),
    }),
  },
  {
    fault: 'answers with floats',
    caughtBy: [
      'amounts and quantities keep every digit',
      'an order keeps its contract, and is the same in a page and by its number',
    ],
    breaking: (good) => ({
      ...good,
      async readOrder(number, signal) {
        const found = await good.readOrder(number, signal)
        const lines = found?.order.lines.map((line) => ({
          ...line,
          quantity: Number(line.quantity),
          unitPrice: Number(line.unitPrice),
        }))
        return found && withOrder(found, { ...found.order, lines } as unknown as Order)
      },
    }),
  },
  {
    fault: 'sends decimals through floats',
    caughtBy: ['amounts and quantities keep every digit'],
    breaking: (good) => ({
      ...good,
      async readOrder(number, signal) {
        const found = await good.readOrder(number, signal)
        const lines = found?.order.lines.map((line) => ({
          ...line,
          unitPrice: String(Number(line.unitPrice)),
        }))
        return found && withOrder(found, { ...found.order, lines: lines ?? [] })
      },
    }),
  },
  {
    fault: 'forgets the version condition',
    caughtBy: [
      'a write at a stale version changes nothing',
      'of many writers at one version exactly one wins',
    ],
    breaking: (good) => ({ ...good, applyUpdate: (update, _, signal) => writeAnyway(good, update, signal) }),
  },
  {
    fault: 'sends a write again whose outcome is unknown',
    caughtBy: [
      'a write whose answer is lost after it took effect has an unknown outcome; reading back shows it',
    ],
    breaking: (good) => ({
      ...good,
      applyUpdate: (update, version, signal) =>
        good.applyUpdate(update, version, signal).catch((error: unknown) => {
          if (error instanceof ErpOutcomeUnknown) return writeAnyway(good, update, signal)
          throw error
        }),
    }),
  },
  {
    fault: 'takes a lost answer for nothing written',
    caughtBy: [
      'a write whose answer is lost after it took effect has an unknown outcome; reading back shows it',
      'a write whose connection is cut before it took effect has an unknown outcome; reading back shows nothing, and the same write then applies',
    ],
    breaking: (good) => ({
      ...good,
      applyUpdate: (update, version, signal) =>
        good.applyUpdate(update, version, signal).catch((error: unknown) => {
          throw error instanceof ErpOutcomeUnknown ? new ErpUnavailable(error.message) : error
        }),
    }),
  },
  {
    fault: 'forgets how long to wait',
    caughtBy: ['an ERP that asks to slow down is told with the wait it names, and nothing is written'],
    breaking: (good) => ({
      ...good,
      readOrder: (number, signal) =>
        good.readOrder(number, signal).catch((error: unknown) => {
          throw error instanceof ErpThrottled ? new ErpThrottled(error.message, undefined) : error
        }),
    }),
  },
  {
    fault: 'does not tell the ids of applied updates',
    caughtBy: [
      'the ERP keeps the id of every update, so that a redelivered one is recognised',
      'a write whose answer is lost after it took effect has an unknown outcome; reading back shows it',
    ],
    breaking: (good) => ({
      ...good,
      async readOrder(number, signal) {
        const found = await good.readOrder(number, signal)
        return found && { ...found, appliedUpdates: new Set<string>() }
      },
    }),
  },
  {
    fault: 'answers a write with the order as it was',
    caughtBy: ['a write at the version read applies, answers the new state, and comes round as a change'],
    breaking: (good) => ({
      ...good,
      async applyUpdate(update, version, signal) {
        const before = await good.readOrder(update.number, signal)
        const after = await good.applyUpdate(update, version, signal)
        return before ?? after
      },
    }),
  },
  {
    fault: 'writes although its caller has given up',
    caughtBy: ['a call that its caller has given up already sends nothing'],
    breaking: (good) => ({
      ...good,
      applyUpdate: (update, version) => good.applyUpdate(update, version, patient),
    }),
  },
]

/** A driver that answers everything and does nothing. */
export function doNothing(good: ErpConnection): ErpConnection {
  return {
    ...good,
    capabilities: { ...good.capabilities, webhook: !good.capabilities.webhook },
    readChanges: (after) => Promise.resolve({ orders: [], unreadable: [], next: after, more: false }),
    rewind: (position) => position,
    readOrder: () => Promise.resolve(undefined),
    applyUpdate: () => Promise.resolve({ order: {} as Order, appliedUpdates: new Set() }),
  }
}

/** Reads and writes until no other writer comes between: no condition that anyone could rely on. */
export async function writeAnyway(
  good: ErpConnection,
  update: Parameters<ErpConnection['applyUpdate']>[0],
  signal: AbortSignal,
): Promise<ErpOrder> {
  for (;;) {
    const now = await good.readOrder(update.number, signal)
    try {
      return await good.applyUpdate(update, now?.order.version ?? '', signal)
    } catch (error) {
      if (!(error instanceof ErpConflict)) throw error
    }
  }
}
