import type { OrderUpdate } from '@channel-adapter/contracts'
import { crashPoint } from '@channel-adapter/seams'
import { ErpOutcomeUnknown } from '../../errors.ts'
import { fieldsOf, int, text } from '../../mapping/fields.ts'
import type { Document } from './document.ts'
import type { OrderReader } from './read-order.ts'
import { type GoodsReceipt, movesTaken, referenceOf, shipmentOf, takesGoods } from './receive-goods.ts'
import type { Rpc } from './rpc.ts'
import { searching } from './search.ts'
import { conditionalWrite, emptyWrite, knownLines } from './write-order.ts'

/** What lets an order be received: Tryton makes its moves. Goods that arrived show that the order stands. */
const TOWARDS_MOVES = [
  ['quotation', 'confirm'],
  ['confirmed', 'process'],
] as const

/** What takes a shipment into stock. Tryton 8.0 refuses a button that was pressed, so only what is due is pressed. */
const TOWARDS_STOCK = [
  ['draft', 'receive', 'receipt.shipment-received'],
  ['received', 'do', 'receipt.shipment-done'],
] as const

/** A supplier shipment and how far it is. */
interface Shipment {
  readonly id: number
  readonly state: string
}

/**
 * Writes an update into an order, on the condition that it is as it was read.
 * @throws errors of errors.ts, as ErpConnection.applyUpdate
 */
export async function applyUpdate(
  rpc: Rpc,
  orders: OrderReader,
  update: OrderUpdate,
  signal: AbortSignal,
  order: Document,
): Promise<void> {
  const writing = { intent: 'write', signal } as const
  knownLines(order, update)
  const { goodsReceipt } = update
  if (goodsReceipt && takesGoods(goodsReceipt)) {
    await takeIntoStock(goodsReceipt)
    await note(await orders.mustRead(update.number, signal))
  } else {
    await note(order)
  }

  async function note(now: Document): Promise<void> {
    const { values, context } = conditionalWrite(now, orders.mapped(now).order, update)
    await rpc.call('purchase.purchase.write', [[now.id], values], { ...writing, context })
  }

  /**
   * In steps that are safe to repeat, each after the other: the supplier shipment bears the update's id and takes the
   * moves it is made of, so that there is one; a button is pressed where its state asks for it. Only then the order is
   * given its note, which says that the update is done.
   */
  async function takeIntoStock(receipt: GoodsReceipt): Promise<void> {
    const reference = referenceOf(update, receipt)
    let shipment = (await shipmentOfReference(reference)) ?? (await makeShipment(receipt, reference))
    for (const [state, button, done] of TOWARDS_STOCK) {
      if (shipment.state !== state) continue
      await rpc.call(`stock.shipment.in.${button}`, [[shipment.id]], writing)
      crashPoint(done)
      shipment = (await shipmentOfReference(reference)) ?? shipment
    }
  }

  async function shipmentOfReference(reference: string): Promise<Shipment | undefined> {
    const search = searching(rpc, 'read-order', signal)
    const [row] = await search('stock.shipment.in', [['reference', '=', reference]], ['state'], { limit: 1 })
    if (row === undefined) return undefined
    const fields = fieldsOf(row, '')
    return { id: int(fields, 'id', ''), state: text(fields, 'state', '') }
  }

  async function makeShipment(receipt: GoodsReceipt, reference: string): Promise<Shipment> {
    // What is to be refused is refused before anything is written; only what is not processed yet has no moves.
    if (!TOWARDS_MOVES.some(([state]) => state === order.state)) movesTaken(order, receipt)
    const { values: nothing, context: condition } = emptyWrite(order)
    await rpc.call('purchase.purchase.write', [[order.id], nothing], { ...writing, context: condition })
    let now = await orders.mustRead(update.number, signal)
    for (const [state, button] of TOWARDS_MOVES) {
      if (now.state !== state) continue
      await rpc.call(`purchase.purchase.${button}`, [[now.id]], writing)
      now = await orders.mustRead(update.number, signal)
    }
    crashPoint('receipt.order-processed')
    const { values, context } = shipmentOf(now, reference, movesTaken(now, receipt))
    const made = await rpc.call('stock.shipment.in.create', [[values]], { ...writing, context })
    const [id] = Array.isArray(made) ? (made as unknown[]) : []
    crashPoint('receipt.shipment-made')
    if (typeof id === 'number') return { id, state: 'draft' }
    throw new ErpOutcomeUnknown(`making the shipment ${reference} answered no id`)
  }
}
