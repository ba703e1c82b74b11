import { ErpOrderNotFound, ErpUnreadable } from '../../errors.ts'
import { fieldsOf, MappingFault } from '../../mapping/fields.ts'
import type { ErpOrder } from '../../port.ts'
import { type Document, documentOf, ORDER_FIELDS } from './document.ts'
import { mapOrder } from './map-order.ts'
import type { Rpc } from './rpc.ts'
import { searching } from './search.ts'

/** Single orders of one Tryton, by their number. */
export interface OrderReader {
  /** @throws {ErpUnreadable} and what a read throws */
  read(number: string, signal: AbortSignal): Promise<Document | undefined>
  /** @throws {ErpOrderNotFound} beside these */
  mustRead(number: string, signal: AbortSignal): Promise<Document>
  /** @throws {ErpUnreadable} */
  mapped(document: Document): ErpOrder
}

/** @param source the connection's id */
export function orderReader(rpc: Rpc, source: string): OrderReader {
  function legible<T>(number: unknown, make: () => T): T {
    try {
      return make()
    } catch (error) {
      if (!(error instanceof MappingFault)) throw error
      const message = `order ${String(number)} of ${source}: ${error.message}`
      throw new ErpUnreadable(message, error.path, { cause: error })
    }
  }
  async function read(number: string, signal: AbortSignal): Promise<Document | undefined> {
    const search = searching(rpc, 'read-order', signal)
    const [row] = await search('purchase.purchase', [['number', '=', number]], ORDER_FIELDS, { limit: 1 })
    return row === undefined ? undefined : legible(number, () => documentOf(fieldsOf(row, '')))
  }
  return {
    read,
    async mustRead(number, signal) {
      const found = await read(number, signal)
      if (found) return found
      throw new ErpOrderNotFound(`${source} has no order ${JSON.stringify(number)}`)
    },
    mapped: (document) => legible(document.fields['number'], () => mapOrder(document, source)),
  }
}
