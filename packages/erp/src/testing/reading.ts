import type { Order, OrderUpdate } from '@channel-adapter/contracts'
import { expect } from 'vitest'
import type { ErpConnection, ErpOrder, Position } from '../port.ts'

const MAX_PAGES = 1000

/** For calls that nobody gives up. */
export const patient = new AbortController().signal

/** All changes after a position, page by page, and where reading ends. */
export async function readToEnd(
  connection: ErpConnection,
  after: Position | undefined,
  limit = 100,
): Promise<{ orders: Order[]; end: Position | undefined }> {
  const orders: Order[] = []
  let end = after
  for (let count = 1; count <= MAX_PAGES; count++) {
    const page = await connection.readChanges(end, { limit, signal: patient })
    expect(page.unreadable).toEqual([])
    expect(page.orders.length).toBeLessThanOrEqual(limit)
    orders.push(...page.orders)
    // A position lives in a topic between two reads.
    end = page.next && (JSON.parse(JSON.stringify(page.next)) as Position)
    if (!page.more) return { orders, end }
  }
  throw new Error(`still more changes after ${MAX_PAGES} pages`)
}

/** Where reading ends now; undefined where every read begins anew. */
export async function endOf(connection: ErpConnection): Promise<Position | undefined> {
  return (await readToEnd(connection, undefined)).end
}

/** The position after the last change there is. */
export async function lastPosition(connection: ErpConnection): Promise<Position> {
  const end = await endOf(connection)
  if (end === undefined) throw new Error('the ERP has orders, and no position came out of reading them')
  return end
}

/** An order that must be there. */
export async function mustRead(
  connection: ErpConnection,
  number: string,
  about?: OrderUpdate,
): Promise<ErpOrder> {
  const found = await connection.readOrder(number, patient, about)
  if (!found) throw new Error(`order ${number} is in the ERP and was not found`)
  return found
}

/** What a call that must fail threw. */
export async function errorOf(call: Promise<unknown>): Promise<unknown> {
  const outcome = await call.then(
    () => ({ succeeded: true }) as const,
    (error: unknown) => ({ error }),
  )
  if ('error' in outcome) return outcome.error
  throw new Error('the call succeeded')
}

export const numbersOf = (orders: readonly Order[]): string[] => orders.map(({ number }) => number)
