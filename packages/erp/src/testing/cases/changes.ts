import { contracts, type Order, violationsOf } from '@channel-adapter/contracts'
import { expect } from 'vitest'
import type { Capabilities } from '../../port.ts'
import type { ContractCase } from '../desk.ts'
import { endOf, lastPosition, mustRead, numbersOf, patient, readToEnd } from '../reading.ts'

/** Enough to span several pages. */
const MANY = 7
const SLOW_TRANSACTION_MS = 30_000
const twoPieces = [{ quantity: '2', unitPrice: '10' }]

/** How changed orders are found, as far as this kind can find them. */
export function changeCases({ changes }: Capabilities): ContractCase[] {
  return [
    ...(changes === 'none' ? [fullScan] : positioned(changes)),
    ...(changes === 'keyset' || changes === 'timestamp' ? movedBack : []),
    ...everyKind,
  ]
}

function positioned(changes: 'keyset' | 'sequence' | 'timestamp'): ContractCase[] {
  const once = changes !== 'timestamp'
  return [
    {
      title: `a change after the position is found, ${once ? 'and nothing else' : 'whatever else is read again'}`,
      async run({ connection, desk }) {
        const number = await desk.addOrder(twoPieces)
        await desk.addOrder(twoPieces)
        const end = await lastPosition(connection)
        const before = await mustRead(connection, number)
        await desk.edit(number)

        const { orders } = await readToEnd(connection, end)
        if (once) expect(numbersOf(orders)).toEqual([number])
        const found = orders.find((order) => order.number === number)
        expect(found).toEqual((await mustRead(connection, number)).order)
        expect(found?.version).not.toBe(before.order.version)
        expect(found?.revision).toBeGreaterThan(before.order.revision)
      },
    },
    {
      title: `every one of many orders changed at one moment is found${once ? ' once' : ''}, across page borders`,
      async run({ connection, desk }) {
        await desk.shareMoment(MANY)
        const numbers = (await desk.numbers()).toSorted()
        expect(
          ofOneMoment((await readToEnd(connection, undefined, 1000)).orders).length,
        ).toBeGreaterThanOrEqual(MANY)

        for (const limit of [2, 3, MANY]) {
          const found = numbersOf((await readToEnd(connection, undefined, limit)).orders)
          expect([...new Set(found)].toSorted()).toEqual(numbers)
          if (once) expect(found).toHaveLength(numbers.length)
        }
      },
    },
    {
      title: `where nothing changed, ${once ? 'nothing is' : 'only the orders of the last moment are'} read again, and reading goes on from there`,
      async run({ connection, desk }) {
        const number = await desk.addOrder(twoPieces)
        const end = await lastPosition(connection)
        const idle = await readToEnd(connection, end)
        expect(numbersOf(idle.orders)).toEqual(once ? [] : [number])
        expect(idle.end).toEqual(end)
        await desk.edit(number)
        expect(numbersOf((await readToEnd(connection, idle.end)).orders)).toContain(number)
      },
    },
    {
      title: 'a position is a matter of texts, which survive as JSON',
      async run({ connection, desk }) {
        await desk.addOrder(twoPieces)
        const end = await lastPosition(connection)
        expect(Object.values(end).every((value) => typeof value === 'string')).toBe(true)
        expect(Object.keys(end).length).toBeGreaterThan(0)
      },
    },
  ]
}

/** Where changes have moments: reading again what lies before one. */
const movedBack: ContractCase[] = [
  {
    title: 'a position moved back finds what became visible late',
    async run({ connection, desk }) {
      const last = await desk.addOrder(twoPieces)
      await desk.edit(last)
      const end = await lastPosition(connection)
      const late = await desk.addLate(SLOW_TRANSACTION_MS)
      // This is why there is an overlap window: going forward only, a reader never sees it.
      expect(numbersOf((await readToEnd(connection, end)).orders)).not.toContain(late)

      const wider = numbersOf(
        (await readToEnd(connection, connection.rewind(end, 2 * SLOW_TRANSACTION_MS))).orders,
      )
      expect(wider).toEqual(expect.arrayContaining([late, last]))
      expect(wider.indexOf(late)).toBeLessThan(wider.indexOf(last))
      const narrower = await readToEnd(connection, connection.rewind(end, SLOW_TRANSACTION_MS / 10))
      expect(numbersOf(narrower.orders)).not.toContain(late)
    },
  },
  {
    title: 'moved back by nothing, a position takes in its own moment again',
    async run({ connection, desk }) {
      await desk.shareMoment(MANY)
      const { orders } = await readToEnd(connection, undefined, 1000)
      const [first, second] = ofOneMoment(orders).map((order) => orders.indexOf(order))
      if (first === undefined || second === undefined) throw new Error('no two orders share a moment')
      const between = await connection.readChanges(undefined, { limit: second, signal: patient })
      if (!between.next) throw new Error('a page of orders has no position after it')
      const again = await readToEnd(connection, connection.rewind(between.next, 0))
      const unique = (found: readonly Order[]) => [...new Set(numbersOf(found))]
      expect(unique(again.orders)).toEqual(unique(orders.slice(first)))
    },
  },
  {
    title: 'a position that was moved back survives as JSON, too',
    async run({ connection, desk }) {
      await desk.addOrder(twoPieces)
      const end = await lastPosition(connection)
      const moved = connection.rewind(end, 1000)
      expect(JSON.parse(JSON.stringify(moved))).toEqual(moved)
      expect(moved).not.toEqual(end)
    },
  },
]

/** The most orders that one moment has. */
function ofOneMoment(orders: readonly Order[]): Order[] {
  const moments = Map.groupBy(orders, ({ changedAt }) => changedAt)
  return [...moments.values()].reduce((most, some) => (some.length > most.length ? some : most), [])
}

const fullScan: ContractCase = {
  title: 'changes cannot be asked for: every read is a full scan, which finds every order once',
  async run({ connection, desk }) {
    const end = await endOf(connection)
    await desk.addOrder(twoPieces)
    for (const limit of [3, 1000]) {
      const found = numbersOf((await readToEnd(connection, end, limit)).orders)
      expect(found.toSorted()).toEqual((await desk.numbers()).toSorted())
    }
  },
}

const everyKind: ContractCase[] = [
  {
    title: 'a page holds no more orders than asked for, and says that there are more',
    async run({ connection, desk }) {
      for (let count = 0; count < 3; count++) await desk.addOrder(twoPieces)
      const early: unknown[] = []
      const onNext = (next: unknown) => early.push(next)
      const page = await connection.readChanges(undefined, { limit: 2, signal: patient, onNext })
      expect(page.orders).toHaveLength(2)
      expect(page.more).toBe(true)
      // Said early or not at all.
      if (early.length > 0) expect(early).toEqual([page.next])
    },
  },
  {
    title: 'an order keeps its contract, and is the same in a page and by its number',
    async run({ connection, desk }) {
      const number = await desk.addOrder(twoPieces)
      const { orders } = await readToEnd(connection, undefined)
      const inPage = orders.find((order) => order.number === number)
      const { order, appliedUpdates } = await mustRead(connection, number)
      expect(inPage).toEqual(order)
      expect(violationsOf(contracts.order, order)).toEqual([])
      expect(order).toMatchObject({ source: connection.id, lines: twoPieces })
      expect(appliedUpdates).toEqual(new Set())
    },
  },
  {
    title: 'amounts and quantities keep every digit',
    async run({ connection, desk }) {
      const number = await desk.addOrder(desk.exactLines)
      const { order } = await mustRead(connection, number)
      expect(order.lines.map(({ quantity, unitPrice }) => ({ quantity, unitPrice }))).toEqual(desk.exactLines)
      expect(violationsOf(contracts.order, order)).toEqual([])
    },
  },
  {
    title: 'an order that the ERP does not have is not found, and one that it has is',
    async run({ connection, desk }) {
      const number = await desk.addOrder(twoPieces)
      expect((await mustRead(connection, number)).order.number).toBe(number)
      for (const unknown of ['999999999', '', '..', 'no/such order']) {
        expect(await connection.readOrder(unknown, patient)).toBeUndefined()
      }
    },
  },
]
