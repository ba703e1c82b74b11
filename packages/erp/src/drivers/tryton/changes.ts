import { fromMicros, type Instant, toMicros } from '@channel-adapter/contracts'
import { fieldsOf, int } from '../../mapping/fields.ts'
import type { Position } from '../../port.ts'
import { rowsOf, type Search } from './search.ts'
import { datetimeFor, momentOrNull } from './values.ts'

/** That something of an order changed. */
export interface Change {
  readonly at: Instant
  readonly order: number
}

/** Where changes show: no change of a line or a move touches the order's own row, and a row never changed has no write_date. */
const SOURCES: readonly Source[] = [
  { model: 'purchase.purchase', moment: 'write_date', order: 'id', only: [] },
  { model: 'purchase.purchase', moment: 'create_date', order: 'id', only: [['write_date', '=', null]] },
  { model: 'purchase.line', moment: 'write_date', order: 'purchase', only: [] },
  {
    model: 'stock.move',
    moment: 'write_date',
    order: 'purchase',
    only: [['origin', 'like', 'purchase.line,%']],
  },
]

interface Source {
  readonly model: string
  readonly moment: 'write_date' | 'create_date'
  /** The field that holds the order's id. */
  readonly order: string
  readonly only: readonly unknown[]
}

/** Some changes of one source, oldest first. */
export interface Found {
  readonly changes: readonly Change[]
  /** Whether there are no later ones: all moments are complete, and not only those before the last. */
  readonly whole: boolean
}

/**
 * Changes after a position by (moment, order), complete up to the last one returned.
 * @param atLeast so many rows are looked for in each source
 * @returns none only when there are none; `more` when there are later ones
 */
export async function changesAfter(
  search: Search,
  after: Position | undefined,
  atLeast: number,
): Promise<{ readonly changes: readonly Change[]; readonly more: boolean }> {
  const found: Found[] = []
  for (const source of SOURCES) found.push(await changesOf(source, search, after, atLeast))
  return { changes: merged(found, after), more: found.some(({ whole }) => !whole) }
}

/** Looks further until one moment after the position is complete: of one cut in the middle, nobody knows what lacks. */
async function changesOf(
  { model, moment, order, only }: Source,
  search: Search,
  after: Position | undefined,
  atLeast: number,
): Promise<Found> {
  const since = after?.at === undefined ? [] : [[moment, '>=', datetimeFor(after.at)]]
  for (let limit = atLeast + 1; ; limit *= 2) {
    const rows = await search(model, [...since, ...only], [moment, order], {
      limit,
      order: [
        [moment, 'ASC'],
        ['id', 'ASC'],
      ],
    })
    const changes = rowsOf(rows).flatMap((row) => {
      const fields = fieldsOf(row, '')
      const at = momentOrNull(fields, moment, '')
      return at === null || fields[order] == null ? [] : { at, order: int(fields, order, '') }
    })
    const whole = rows.length < limit
    const last = changes.at(-1)?.at ?? ''
    if (whole || changes.some((change) => change.at < last && isAfter(change, after)))
      return { changes, whole }
  }
}

/** The changes of all sources in their order, each once, as far as every source is complete. Pure. */
export function merged(found: readonly Found[], after: Position | undefined): Change[] {
  const borders = found.flatMap(({ changes, whole }) => (whole ? [] : (changes.at(-1)?.at ?? [])))
  const border = borders.toSorted()[0]
  const all = found
    .flatMap(({ changes }) => changes)
    .filter((change) => isAfter(change, after) && (border === undefined || change.at < border))
    .toSorted((a, b) => (a.at === b.at ? a.order - b.order : a.at < b.at ? -1 : 1))
  return all.filter(({ at, order }, index) => at !== all[index - 1]?.at || order !== all[index - 1]?.order)
}

function isAfter({ at, order }: Change, after: Position | undefined): boolean {
  if (after?.at === undefined || at > after.at) return true
  return at === after.at && (after.id === undefined || order > Number(after.id))
}

export function positionOf({ at, order }: Change): Position {
  return { at, id: String(order) }
}

/** Earlier by so many milliseconds, and before all orders of that moment. */
export function rewound(position: Position, milliseconds: number): Position {
  const micros = toMicros(position.at ?? '')
  return micros === undefined ? position : { at: fromMicros(micros - milliseconds * 1000) }
}
