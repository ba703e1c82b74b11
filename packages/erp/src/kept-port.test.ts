import { expect, test } from 'vitest'
import { mapOrder } from './drivers/mock-erp/map-order.ts'
import { sampleDocument } from './drivers/mock-erp/testing/sample.ts'
import { ErpUnavailable } from './errors.ts'
import { keptPort } from './kept-port.ts'
import type { ChangePage, ErpConnection, Position } from './port.ts'
import { errorOf, patient } from './testing/reading.ts'

const order = mapOrder(sampleDocument, 'test-erp')

/** A connection whose pages lead as told, without an end. */
function leading(next: (at: string) => string, page: Partial<ChangePage> = {}) {
  const erp = keptPort({
    id: 'test-erp',
    readChanges: (after?: Position) =>
      Promise.resolve({
        orders: [order],
        unreadable: [],
        next: { at: next(after?.['at'] ?? '0') },
        more: true,
        ...page,
      }),
  } as Partial<ErpConnection> as ErpConnection)
  return (after?: Position) => erp.readChanges(after, { limit: 1, signal: patient })
}

/** How many pages are read before the walk is refused. */
async function pagesRead(read: (after?: Position) => Promise<ChangePage>, atMost: number): Promise<number> {
  let after: Position | undefined
  for (let count = 0; count < atMost; count++) {
    try {
      after = (await read(after)).next
    } catch (error) {
      expect(error).toBeInstanceOf(ErpUnavailable)
      expect((error as Error).message).toContain('lead in a circle')
      return count
    }
  }
  return atMost
}

test.each([
  [1, 0],
  [2, 0],
  [3, 5],
  [10, 100],
  [1000, 0],
])('pages in a circle of %i, entered after %i, come to an end', async (length, before) => {
  const next = (at: string) => String(Number(at) < before + length - 1 ? Number(at) + 1 : before)
  expect(await pagesRead(leading(next), 10_000)).toBeLessThan(3 * (length + before) + 3)
})

test('what led in a circle stays refused when it is tried again', async () => {
  const read = leading((at) => (at === '1' ? '2' : '1'))
  let after: Position | undefined
  for (let count = 0; count < 2; count++) after = (await read(after)).next
  for (let attempt = 0; attempt < 3; attempt++)
    expect(await errorOf(read(after))).toBeInstanceOf(ErpUnavailable)
})

test('pages that go on, polls that find nothing and walks that begin anew are no circle', async () => {
  expect(
    await pagesRead(
      leading((at) => String(Number(at) + 1)),
      3000,
    ),
  ).toBe(3000)
  const idle = leading((at) => at, { orders: [], more: false })
  for (let poll = 0; poll < 5; poll++) await idle({ at: '7' })
  const again = leading((at) => String(Number(at) + 1))
  for (let walk = 0; walk < 5; walk++) for (const at of ['1', '2', '3']) await again({ at })
})

test('a page with more orders than were asked for is refused', async () => {
  const error = await errorOf(leading((at) => at, { orders: [order, order], more: false })())
  expect((error as Error).message).toBe('test-erp gave 2 orders where 1 were asked for')
})
