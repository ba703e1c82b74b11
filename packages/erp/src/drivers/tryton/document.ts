import { createHash } from 'node:crypto'
import type { Instant } from '@channel-adapter/contracts'
import { type Fields, filledText, int, list, type Reader, text } from '../../mapping/fields.ts'
import { momentOrNull } from './values.ts'

/** What is read of an order: itself, its lines, their moves, and the notes on it. Dotted names read rows within rows. */
export const ORDER_FIELDS = [
  'number state revision purchase_date comment untaxed_amount tax_amount company create_date write_date _timestamp',
  'party.code party.name currency.code warehouse.input_location warehouse.storage_location notes.message',
  'lines.type lines.description lines.product.code lines.product.name lines.unit.symbol lines.quantity',
  'lines.unit_price lines.delivery_date lines.write_date lines._timestamp',
  'lines.moves.state lines.moves.quantity lines.moves.planned_date lines.moves.shipment',
  'lines.moves.write_date lines.moves._timestamp',
].flatMap((names) => names.split(' '))

/** A row that a write can be conditional on. */
export interface Row {
  readonly id: number
  /** `model,id`, as Tryton's context names it. */
  readonly name: string
  readonly timestamp: string
}

export interface LineRows extends Row {
  readonly moves: readonly (Row & { readonly state: string; readonly fields: Fields })[]
  readonly fields: Fields
}

/** An order of Tryton's, with its rows found. */
export interface Document extends Row {
  readonly fields: Fields
  readonly state: string
  /** All that have the type `line`: titles, comments and subtotals are left out. */
  readonly lines: readonly LineRows[]
  /** The newest change of header, lines and moves. */
  readonly changedAt: Instant
  /** Another after every change to any of the rows. */
  readonly version: string
}

/**
 * The rows of an order as read with ORDER_FIELDS.
 * @throws {MappingFault}
 */
export function documentOf(fields: Fields): Document {
  const header = row('purchase.purchase', fields, '')
  const all = lineRows(fields, 'lines.', '')
  const moments = [momentOrNull(fields, 'write_date', '') ?? created(fields), ...all.flatMap(momentsOf)]
  return {
    ...header,
    fields,
    state: text(fields, 'state', ''),
    lines: all.filter((line) => line.fields['type'] === 'line'),
    changedAt: moments.filter((moment) => moment !== null).reduce((a, b) => (a > b ? a : b)),
    version: versionOf([header, ...all, ...all.flatMap(({ moves }) => moves)]),
  }
}

/** Sixteen letters that stand for the timestamps of all rows: an order of many lines has a short version, too. */
function versionOf(rows: readonly Row[]): string {
  const texts = rows.map(({ name, timestamp }) => `${name}=${timestamp}`).toSorted()
  return createHash('sha256').update(texts.join('\n')).digest('base64url').slice(0, 16)
}

function row(model: string, fields: Fields, at: string): Row {
  const id = int(fields, 'id', at)
  return { id, name: `${model},${id}`, timestamp: filledText(fields, '_timestamp', at) }
}

const lineRows: Reader<LineRows[]> = list((fields, at) => ({
  ...row('purchase.line', fields, at),
  fields,
  moves: moveRows(fields, 'moves.', at),
}))

const moveRows: Reader<LineRows['moves'][number][]> = list((fields, at) => ({
  ...row('stock.move', fields, at),
  state: text(fields, 'state', at),
  fields,
}))

function created(fields: Fields): Instant {
  return momentOrNull(fields, 'create_date', '') ?? ''
}

function momentsOf({ fields, moves }: LineRows): (Instant | null)[] {
  return [fields, ...moves.map((move) => move.fields)].map((rowFields) =>
    momentOrNull(rowFields, 'write_date', ''),
  )
}
