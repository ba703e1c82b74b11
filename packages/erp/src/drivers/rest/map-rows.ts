import type { Order } from '@channel-adapter/contracts'
import { ErpError, ErpUnavailable, ErpUnreadable } from '../../errors.ts'
import { MappingFault } from '../../mapping/fields.ts'
import type { ChangePage, UnreadableOrder } from '../../port.ts'
import type { RestConfig } from './config.ts'
import type { Documents } from './documents.ts'
import { compile } from './expression.ts'
import { inParallel } from './in-parallel.ts'
import type { OrderMapping } from './map-order.ts'

/** Makes orders of a page's rows, with whatever must be asked for besides. */
export function compileRows(config: RestConfig, mapping: OrderMapping, documents: Documents) {
  const { changes } = config
  const numberOf = changes.number === undefined ? undefined : compile(changes.number)

  /** Maps each row on its own: one that cannot be mapped does not hold up the others. */
  async function mapped(
    rows: readonly unknown[],
    signal: AbortSignal,
  ): Promise<Pick<ChangePage, 'orders' | 'unreadable'>> {
    const atATime = changes.readEach || Object.keys(config.parts).length > 0 ? config.concurrency : 1
    const results = await inParallel(rows, atATime, (row) => orderOf(row, signal))
    const orders = results.flatMap((result) => (result && 'order' in result ? [result.order] : []))
    if (!changes.sorted)
      orders.sort((a, b) => (a.changedAt < b.changedAt ? -1 : a.changedAt > b.changedAt ? 1 : 0))
    return {
      orders,
      unreadable: results.flatMap((result) => (result && 'unreadable' in result ? [result.unreadable] : [])),
    }
  }

  async function orderOf(
    content: unknown,
    signal: AbortSignal,
  ): Promise<{ order: Order } | { unreadable: UnreadableOrder } | undefined> {
    let document = content
    try {
      if (!changes.readEach) {
        document = await documents.complete(content, signal)
        return { order: await mapping.order(document) }
      }
      const number = numberOf ? await numberOf(content) : await mapping.number(content)
      const found = await documents.read(String(number), signal)
      // Gone since the list was made.
      if (!found) return undefined
      document = found.content
      return { order: await mapping.order(document, found.etag) }
    } catch (error) {
      if (error instanceof MappingFault || error instanceof ErpUnreadable) {
        const { path } = error
        const reason = error instanceof MappingFault ? error.reason : error.message
        const number = await quietly(mapping.number(document))
        return {
          unreadable: {
            number: typeof number === 'string' ? number : '',
            path,
            reason,
            raw: JSON.stringify(document),
          },
        }
      }
      throw error instanceof ErpError
        ? error
        : new ErpUnavailable(`${config.id}: ${String(error)}`, { cause: error })
    }
  }

  return mapped
}

/** What an expression gives; undefined where it fails: what a row lacks is told when it is mapped. */
export async function quietly(value: unknown): Promise<unknown> {
  try {
    return await value
  } catch {
    return undefined
  }
}
