import { compareDecimals, type Decimal, fromUnscaled, toUnscaled } from '@channel-adapter/contracts'
import type { OrderUpdate } from '@channel-adapter/contracts'
import { ErpRejected } from '../../errors.ts'
import type { Fields } from '../../mapping/fields.ts'
import type { Document, LineRows, Row } from './document.ts'
import { plain } from './values.ts'
import { unchanged } from './write-order.ts'

export type GoodsReceipt = NonNullable<OrderUpdate['goodsReceipt']>

/** A draft move, and how much of it arrived: all of it without a quantity. */
export interface TakenMove {
  readonly row: Row
  readonly quantity: Decimal
}

/** What the supplier shipment of a receipt is called, and found by: its number, and the id of the update. */
export function referenceOf({ id }: Pick<OrderUpdate, 'id'>, { receiptId }: GoodsReceipt): string {
  return `${receiptId} [${id}]`
}

/** Whether anything is to be taken into stock: rejected pieces are not. */
export function takesGoods({ lines }: GoodsReceipt): boolean {
  return lines.some((line) => compareDecimals(acceptedOf(line), '0') > 0)
}

/**
 * Which moves of the order the arrived goods are, oldest first. More than is expected goes onto the last one.
 * @throws {ErpRejected} when a line has no move that is still to come
 */
export function movesTaken({ lines, fields }: Document, receipt: GoodsReceipt): TakenMove[] {
  return receipt.lines.flatMap((received) => {
    const accepted = acceptedOf(received)
    if (compareDecimals(accepted, '0') <= 0) return []
    const open = openMoves(lines.find(({ id }) => String(id) === received.line))
    if (open.length === 0) {
      throw new ErpRejected(
        `line ${received.line} of order ${String(fields['number'])} has no goods still to come in Tryton`,
      )
    }
    let rest = accepted
    return open.flatMap(({ row, quantity }, index) => {
      if (compareDecimals(rest, '0') <= 0) return []
      const isLast = index === open.length - 1
      const taken = isLast || compareDecimals(rest, quantity) < 0 ? rest : quantity
      rest = minus(rest, taken)
      return [{ row, quantity: taken }]
    })
  })
}

/** The supplier shipment that takes these moves; one taken meanwhile fails it (ConcurrencyException). */
export function shipmentOf(
  { fields }: Document,
  reference: string,
  taken: readonly TakenMove[],
): { readonly values: Fields; readonly context: object } {
  const warehouse = (fields['warehouse.'] ?? {}) as Fields
  const party = (fields['party.'] ?? {}) as Fields
  return {
    values: {
      company: fields['company'],
      supplier: party['id'],
      warehouse: warehouse['id'],
      warehouse_input: warehouse['input_location'],
      warehouse_storage: warehouse['storage_location'],
      reference,
      incoming_moves: [
        ['add', taken.map(({ row }) => row.id)],
        ...taken.map(({ row, quantity }) => ['write', [row.id], { quantity: exactNumber(quantity) }]),
      ],
    },
    context: unchanged(taken.map(({ row }) => row)),
  }
}

function openMoves(line: LineRows | undefined): TakenMove[] {
  return (line?.moves ?? [])
    .filter(({ state, fields }) => state === 'draft' && fields['shipment'] == null)
    .toSorted((a, b) => a.id - b.id)
    .map((row) => ({ row, quantity: String(plain(row.fields['quantity'])) }))
}

function acceptedOf({ receivedQuantity, rejectedQuantity }: GoodsReceipt['lines'][number]): Decimal {
  return minus(receivedQuantity, rejectedQuantity)
}

function minus(from: Decimal, taken: Decimal): Decimal {
  return fromUnscaled((toUnscaled(from) ?? 0n) - (toUnscaled(taken) ?? 0n))
}

/** Tryton takes a quantity as a JSON number; its digits are written as they are. */
function exactNumber(quantity: Decimal): unknown {
  return (JSON as typeof JSON & { rawJSON(text: string): unknown }).rawJSON(quantity)
}
