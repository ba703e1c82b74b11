import {
  addDecimals,
  type Decimal,
  type Order,
  type OrderLine,
  type OrderUpdate,
} from '@channel-adapter/contracts'
import type { Recorded } from './note.ts'

type LineAnswers = Pick<
  OrderLine,
  | 'responseCode'
  | 'confirmedQuantity'
  | 'confirmedPrice'
  | 'promisedDate'
  | 'supplierBackorderedQuantity'
  | 'reservedQuantity'
  | 'backorderedQuantity'
  | 'availableOn'
  | 'shippedQuantity'
  | 'rejectedQuantity'
> & {
  /** The delivery date before a promised one took its place. */
  readonly wanted: string | null | undefined
}

/** What an order's notes say together. */
export interface Answers extends Pick<Order, 'response' | 'stockConfirmation'> {
  readonly applied: ReadonlySet<string>
  /** What the updates that answer the present revision come to; undefined when they say nothing of it. */
  readonly status: Order['status'] | undefined
  line(id: string): LineAnswers
}

const UNANSWERED: LineAnswers = {
  responseCode: null,
  confirmedQuantity: null,
  confirmedPrice: null,
  promisedDate: null,
  supplierBackorderedQuantity: null,
  reservedQuantity: null,
  backorderedQuantity: null,
  availableOn: null,
  shippedQuantity: '0',
  rejectedQuantity: '0',
  wanted: undefined,
}

/**
 * Adds up the updates that an order holds. An update that is noted twice counts once: after a crash between the last
 * steps of a goods receipt two appliers may both have noted it.
 * @param notes oldest first
 * @param revision of the order now
 */
export function answersIn(notes: readonly Recorded[], revision: number): Answers {
  const applied = new Set<string>()
  const lines = new Map<string, LineAnswers>()
  let response: Order['response'] = null
  let stockConfirmation: Order['stockConfirmation'] = null
  let status: Order['status'] | undefined
  const set = (line: string, more: (now: LineAnswers) => Partial<LineAnswers>) => {
    const now = lines.get(line) ?? UNANSWERED
    lines.set(line, { ...now, ...more(now) })
  }
  for (const note of notes) {
    if (applied.has(note.id)) continue
    applied.add(note.id)
    if (note.response) {
      const { code, reason } = note.response
      response = { code, revision: note.orderRevision, reason }
      for (const line of note.response.lines) set(line.line, (now) => answered(line, now, note))
    }
    if (note.stockConfirmation) {
      stockConfirmation = { code: note.stockConfirmation.code, revision: note.orderRevision }
      for (const { line, reservedQuantity, backorderedQuantity, availableOn } of note.stockConfirmation.lines)
        set(line, () => ({ reservedQuantity, backorderedQuantity, availableOn }))
    }
    for (const { line, quantity } of note.shippingNotice?.lines ?? [])
      set(line, (now) => ({ shippedQuantity: addDecimals(now.shippedQuantity, quantity) }))
    for (const { line, rejectedQuantity } of note.goodsReceipt?.lines ?? [])
      set(line, (now) => ({ rejectedQuantity: addDecimals(now.rejectedQuantity, rejectedQuantity) }))
    if (note.orderRevision === revision) status = statusAfter(note) ?? status
  }
  return { applied, response, stockConfirmation, status, line: (id) => lines.get(id) ?? UNANSWERED }
}

function answered(
  line: NonNullable<OrderUpdate['response']>['lines'][number],
  now: LineAnswers,
  { wanted }: Recorded,
): Partial<LineAnswers> {
  return {
    responseCode: line.code,
    confirmedQuantity: line.quantity,
    confirmedPrice: line.unitPrice,
    promisedDate: line.promisedDate,
    supplierBackorderedQuantity: line.backorderedQuantity,
    wanted: wanted && line.line in wanted ? wanted[line.line] : now.wanted,
  }
}

function statusAfter({ response, shippingNotice, statusChange }: Recorded): Order['status'] | undefined {
  if (statusChange) return statusChange.status
  if (shippingNotice) return 'SHIPPED'
  if (response?.code === 'RE') return 'REJECTED'
  return response?.code === 'AP' || response?.code === 'CA' ? 'CONFIRMED' : undefined
}

/** The sum of decimals; zero of none. */
export function sumOf(terms: readonly Decimal[]): Decimal {
  return addDecimals('0', ...terms)
}
