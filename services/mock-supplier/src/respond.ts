import type { CatalogueEntry } from '@channel-adapter/adventureworks'
import {
  addDays,
  compareDecimals,
  type DateOnly,
  type Order,
  type OrderLine,
  type ResponseLine,
  type SupplierResponse,
  toUnscaled,
} from '@channel-adapter/contracts'

/** A supplier's catalogue: product number to terms. */
export type Terms = ReadonlyMap<string, CatalogueEntry>

/**
 * Lead times of the catalogue are averages; by so many days a supplier makes up to keep the buyer's date. Three of
 * them let most of the dataset's orders pass as wished, though nearly all are due a little before the lead time ends.
 */
export const EXPEDITED_DAYS = 3

/** The least part of the standard price, in per cent, at which a supplier still sells: 8,841 of the dataset's 8,845 lines pay it. */
export const LEAST_PRICE_PERCENT = 90n

const REASONS_TOLD = 3

interface Answer {
  readonly line: ResponseLine
  /** What a person should know of it; undefined when the line is accepted as it is. */
  readonly reason?: string
}

/** The supplier's answer to every line of an order, by its catalogue. Pure, so that a repeated answer is the same one. */
export function respond(order: Order, terms: Terms): SupplierResponse {
  const answers = order.lines.map((line) => answerLine(line, order.orderDate, terms.get(line.product.id)))
  const lines = answers.map(({ line }) => line)
  return { code: codeOf(lines), reason: reasonOf(answers), lines }
}

function answerLine(line: OrderLine, orderDate: DateOnly, entry: CatalogueEntry | undefined): Answer {
  if (compareDecimals(line.shippedQuantity, '0') > 0) return alreadyShipped(line)
  if (!entry) return refused(line, `${line.product.id} is not in our catalogue`)
  if (compareDecimals(line.quantity, entry.minimumQuantity) < 0) {
    return refused(line, `we sell at least ${entry.minimumQuantity} of ${line.product.id}`)
  }
  if (compareDecimals(line.quantity, entry.maximumQuantity) > 0) {
    return refused(line, `we sell at most ${entry.maximumQuantity} of ${line.product.id}`)
  }

  const possible = addDays(orderDate, entry.leadTimeDays)
  const late = line.dueDate !== null && addDays(line.dueDate, EXPEDITED_DAYS) < possible
  const cheap = isBelow(line.unitPrice, entry.standardPrice)
  const changes = [
    ...(late ? [`promised for ${possible}`] : []),
    ...(cheap ? [`the price is ${entry.standardPrice}`] : []),
  ]
  return {
    line: {
      line: line.line,
      code: changes.length > 0 ? '3' : '5',
      quantity: line.quantity,
      unitPrice: cheap ? entry.standardPrice : line.unitPrice,
      promisedDate: late ? possible : (line.dueDate ?? possible),
      backorderedQuantity: null,
    },
    ...(changes.length > 0 && { reason: `line ${line.line}: ${changes.join(', ')}` }),
  }
}

/** Whether a price is less than {@link LEAST_PRICE_PERCENT} of the standard price, without a float. */
function isBelow(price: string, standardPrice: string): boolean {
  return (toUnscaled(price) ?? 0n) * 100n < (toUnscaled(standardPrice) ?? 0n) * LEAST_PRICE_PERCENT
}

/** What was confirmed stays: the goods have left. */
function alreadyShipped(line: OrderLine): Answer {
  return {
    line: {
      line: line.line,
      code: '42',
      quantity: line.quantity,
      unitPrice: line.confirmedPrice ?? line.unitPrice,
      promisedDate: line.promisedDate,
      backorderedQuantity: null,
    },
    reason: `line ${line.line}: already shipped`,
  }
}

function refused({ line }: OrderLine, why: string): Answer {
  return {
    line: { line, code: '7', quantity: null, unitPrice: null, promisedDate: null, backorderedQuantity: null },
    reason: `line ${line}: ${why}`,
  }
}

function codeOf(lines: readonly ResponseLine[]): SupplierResponse['code'] {
  if (lines.every(({ code }) => code === '5')) return 'AP'
  return lines.every(({ code }) => code === '7') ? 'RE' : 'CA'
}

/** An ERP has room for a sentence, not for one of each of a thousand lines. */
function reasonOf(answers: readonly Answer[]): string | null {
  const reasons = answers.flatMap(({ reason }) => reason ?? [])
  if (reasons.length === 0) return null
  const told = reasons.slice(0, REASONS_TOLD).join('; ')
  return reasons.length > REASONS_TOLD ? `${told}; and ${reasons.length - REASONS_TOLD} more` : told
}
