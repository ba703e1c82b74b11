import type { Order, OrderUpdate } from '@channel-adapter/contracts'
import { ErpRejected } from '../../errors.ts'
import type { Fields } from '../../mapping/fields.ts'
import type { Document, LineRows, Row } from './document.ts'
import { noteOf } from './note.ts'
import { dateFor } from './values.ts'

/** One write of an order, all or nothing. */
export interface OrderWrite {
  readonly values: Fields
  readonly context: { readonly _timestamp: Readonly<Record<string, string>> }
}

/**
 * The write that puts an update and its note into an order, in one transaction, on the condition that no row of the
 * order changed since it was read. Only rows that are written are checked: lines that get nothing are written empty.
 * @param order the same, mapped
 */
export function conditionalWrite(document: Document, order: Order, update: OrderUpdate): OrderWrite {
  const promised = new Map(
    (update.response?.lines ?? []).flatMap(({ line, promisedDate }) =>
      promisedDate === null ? [] : [[line, promisedDate] as const],
    ),
  )
  const wanted = Object.fromEntries(
    order.lines.flatMap(({ line, dueDate }) => (promised.has(line) ? [[line, dueDate]] : [])),
  )
  const written = document.lines.map((line) => promising(line, promised.get(String(line.id))))
  return {
    values: {
      lines: written.map(({ values }, index) => ['write', [document.lines[index]?.id], values]),
      notes: [['create', [{ message: noteOf(update, wanted) }]]],
    },
    context: unchanged([document, ...document.lines, ...written.flatMap(({ moves }) => moves)]),
  }
}

/** A write that changes nothing, for its condition alone. */
export function emptyWrite(document: Document): OrderWrite {
  const lines = document.lines.map(({ id }) => ['write', [id], {}])
  return { values: { lines }, context: unchanged([document, ...document.lines]) }
}

/** Tryton's context that makes a write of these rows conditional: ConcurrencyException when one has changed. */
export function unchanged(rows: readonly Row[]): OrderWrite['context'] {
  return { _timestamp: Object.fromEntries(rows.map(({ name, timestamp }) => [name, timestamp])) }
}

/**
 * A promised date goes into the line and, once there are any, into the moves still to come: what Tryton makes of the
 * line later begins with the line's date.
 */
function promising(line: LineRows, promised: string | undefined): { values: Fields; moves: readonly Row[] } {
  if (promised === undefined) return { values: {}, moves: [] }
  const day = dateFor(promised)
  const moves = line.moves.filter(({ state }) => state === 'draft')
  const planned = moves.length > 0 && {
    moves: [['write', moves.map(({ id }) => id), { planned_date: day }]],
  }
  return { values: { delivery_date_edit: true, delivery_date_store: day, ...planned }, moves }
}

/** @throws {ErpRejected} when an update answers a line that the order has not */
export function knownLines({ lines, fields }: Document, update: OrderUpdate): void {
  const { response, stockConfirmation, shippingNotice, goodsReceipt } = update
  const known = new Set(lines.map(({ id }) => String(id)))
  const answered = (response ?? stockConfirmation ?? shippingNotice ?? goodsReceipt)?.lines ?? []
  const stranger = answered.find(({ line }) => !known.has(line))
  if (stranger)
    throw new ErpRejected(`order ${String(fields['number'])} has no line ${JSON.stringify(stranger.line)}`)
}
