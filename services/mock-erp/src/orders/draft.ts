import { toUnits } from './decimal.ts'
import type { OrderDocument, OrderLine } from './document.ts'

type Mutable<T> = { -readonly [Field in keyof T]: T[Field] }

/** What makes no sense in a change, and where: a JSON Pointer into the request's body, '' for the whole. */
export interface Fault {
  readonly pointer: string
  readonly detail: string
}

/** What became of a change: the order's next version, or everything that speaks against it. */
export type Decision = { readonly order: OrderDocument } | { readonly faults: readonly Fault[] }

/** An order's next version in the making; the order it began from stays as it is. */
export interface Draft {
  readonly order: Mutable<OrderDocument>
  readonly lines: ReadonlyMap<number, Mutable<OrderLine>>
  readonly faults: Fault[]
}

/** @param at the moment of the change, later than the order's last */
export function openDraft(order: OrderDocument, at: string): Draft {
  const lines = order.lines.map((line) => ({ ...line }))
  return {
    order: { ...order, version: order.version + 1, updated_at: at, lines },
    lines: new Map(lines.map((line) => [line.line_no, line])),
    faults: [],
  }
}

export function closeDraft(draft: Draft): Decision {
  return draft.faults.length > 0 ? { faults: draft.faults } : { order: draft.order }
}

/** Visits the order's line for each line of a change; a line that the order lacks, or that comes twice, is a fault. */
export function forEachLine<Change extends { readonly line_no: number }>(
  draft: Draft,
  changes: readonly Change[],
  pointer: string,
  visit: (line: Mutable<OrderLine>, change: Change, pointer: string) => void,
): void {
  const seen = new Set<number>()
  changes.forEach((change, index) => {
    const place = `${pointer}/${index}`
    const line = draft.lines.get(change.line_no)
    if (!line) {
      draft.faults.push({ pointer: `${place}/line_no`, detail: `the order has no line ${change.line_no}` })
    } else if (seen.has(change.line_no)) {
      draft.faults.push({ pointer: `${place}/line_no`, detail: `line ${change.line_no} comes twice` })
    } else {
      seen.add(change.line_no)
      visit(line, change, place)
    }
  })
}

/** The decimal in units of 10^-8; undefined, and a fault, when it is none or negative. */
export function amountIn(faults: Fault[], text: string, pointer: string): bigint | undefined {
  const value = toUnits(text)
  if (value === undefined) {
    faults.push({ pointer, detail: `"${text}" is not a decimal of at most 20 digits and 8 after the point` })
  } else if (value < 0n) {
    faults.push({ pointer, detail: `${text} is negative` })
  } else {
    return value
  }
  return undefined
}
