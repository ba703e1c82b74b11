import { compareDecimals, type Order, type OrderLine } from '@channel-adapter/contracts'
import {
  date,
  decimal,
  type Fields,
  filledText,
  int,
  list,
  MappingFault,
  object,
  orNull,
  type Reader,
  text,
} from '../../mapping/fields.ts'
import type { ErpOrder } from '../../port.ts'
import { type Answers, answersIn, sumOf } from './answers.ts'
import type { Document, LineRows } from './document.ts'
import { recordedIn } from './note.ts'
import { plain, plainDate } from './values.ts'

const amount: Reader<string> = (from, field, at) => decimal({ [field]: plain(from[field]) }, field, at)
const day: Reader<string> = (from, field, at) => date({ [field]: plainDate(from[field]) }, field, at)
const dayOrNull = orNull(day)
const named = object((from, at) => ({
  id: from['code'] == null || from['code'] === '' ? String(int(from, 'id', at)) : text(from, 'code', at),
  name: text(from, 'name', at),
}))
const notesOf = list((from, at) => ({ id: int(from, 'id', at), message: orNull(text)(from, 'message', at) }))

/**
 * Tryton's order as ours, with the updates that its notes hold.
 * @param source the connection's id
 * @throws {MappingFault} at the first field that cannot be one
 */
export function mapOrder(document: Document, source: string): ErpOrder {
  const { fields } = document
  // Tryton counts from zero how often an order was taken back to be changed.
  const revision = int(fields, 'revision', '') + 1
  const answers = answersIn(recordedOn(fields), revision)
  const lines = document.lines.map((line, index) => mapLine(line, answers, `/lines./${index}`))
  return {
    appliedUpdates: answers.applied,
    order: {
      source,
      number: filledText(fields, 'number', ''),
      version: document.version,
      revision,
      status: statusOf(document, answers, lines),
      changedAt: document.changedAt,
      orderDate: dayOrNull(fields, 'purchase_date', '') ?? day(fields, 'create_date', ''),
      supplier: named(fields, 'party.', ''),
      buyer: null,
      // ISO 4217 is in capitals; Tryton leaves it to whoever enters a currency.
      currency: object((from, at) => text(from, 'code', at).toUpperCase())(fields, 'currency.', ''),
      shipMethod: null,
      note: orNull(text)(fields, 'comment', '') || null,
      subtotal: amount(fields, 'untaxed_amount', ''),
      tax: amount(fields, 'tax_amount', ''),
      freight: null,
      response: answers.response,
      stockConfirmation: answers.stockConfirmation,
      lines,
    },
  }
}

function mapLine({ id, fields, moves }: LineRows, answers: Answers, at: string): OrderLine {
  const { wanted, ...said } = answers.line(String(id))
  const delivery = deliveryOf(fields, moves, at)
  const done = moves.filter(({ state }) => state === 'done')
  const taken = done.map((move) => amount(move.fields, 'quantity', at))
  return {
    line: String(id),
    product:
      fields['product.'] == null
        ? { id: '', name: orNull(text)(fields, 'description', at) ?? '' }
        : named(fields, 'product.', at),
    unit: orNull(object((from, place) => text(from, 'symbol', place)))(fields, 'unit.', at) ?? '',
    quantity: amount(fields, 'quantity', at),
    unitPrice: amount(fields, 'unit_price', at),
    // What was promised stands in Tryton's field; what was wanted, in the note that put it there.
    dueDate: wanted !== undefined && delivery === said.promisedDate ? wanted : delivery,
    ...said,
    // Rejected goods are never taken into Tryton's stock.
    receivedQuantity: sumOf([...taken, said.rejectedQuantity]),
  }
}

/** Once there are moves, Tryton's delivery_date tells when they came; what is planned stands in those still to come. */
function deliveryOf(fields: Fields, moves: LineRows['moves'], at: string): string | null {
  const standing = moves.filter(({ state }) => state !== 'cancelled')
  if (standing.length === 0) return dayOrNull(fields, 'delivery_date', at)
  const open = standing.filter(({ state }) => state !== 'done')
  const planned = (open.length > 0 ? open : standing).map((move) =>
    dayOrNull(move.fields, 'planned_date', at),
  )
  return planned.filter((each) => each !== null).toSorted()[0] ?? null
}

function statusOf({ state }: Document, { status }: Answers, lines: readonly OrderLine[]): Order['status'] {
  if (state === 'cancelled') return 'CANCELLED'
  if (state === 'done') return 'CLOSED'
  // Taken back by the buyer, to be changed and quoted again.
  if (state === 'draft') return 'ON_HOLD'
  if (status === 'CANCELLED' || status === 'CLOSED' || status === 'ON_HOLD') return status
  const arrived = lines.filter(({ receivedQuantity }) => compareDecimals(receivedQuantity, '0') > 0)
  if (arrived.length === 0) return status ?? 'ISSUED'
  const inFull = ({ receivedQuantity, quantity }: OrderLine) =>
    compareDecimals(receivedQuantity, quantity) >= 0
  return lines.every(inFull) ? 'RECEIVED' : 'PARTIALLY_RECEIVED'
}

function recordedOn(fields: Fields) {
  return notesOf(fields, 'notes.', '')
    .toSorted((a, b) => a.id - b.id)
    .flatMap(({ id, message }) => {
      try {
        return recordedIn(message ?? '') ?? []
      } catch (error) {
        throw new MappingFault('/notes.', `must hold whole notes, and note ${id} is cut: ${String(error)}`)
      }
    })
}
