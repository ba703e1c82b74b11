import {
  addDays,
  addDecimals,
  compareDecimals,
  type DateOnly,
  type Decimal,
  type Order,
  type OrderLine,
  type StockConfirmation,
  type StockLine,
} from '@channel-adapter/contracts'

/** What of a product is free to be reserved, over all locations. */
export interface FreeStock {
  readonly quantity: Decimal
  /** Where most of it lies; null when nobody knows yet. */
  readonly location: string | null
}

/** Every started so many pieces that lack take a week to come. */
const PIECES_PER_WEEK = 1000

/**
 * Reserves each line from the free stock of its product: in full, in part, or not at all. Reserved and backordered
 * always add up to what is ordered. Pure.
 * @param free what this order may reserve of a product, its own earlier reservation included; undefined when there is none
 */
export function confirmStock(
  order: Order,
  free: (product: string) => FreeStock | undefined,
): StockConfirmation {
  // Two lines may order the same product: the second gets what the first leaves.
  const left = new Map<string, Decimal>()
  const lines = order.lines.map((line): StockLine => {
    const product = line.product.id
    const stock = free(product)
    const available = left.get(product) ?? stock?.quantity ?? '0'
    const reserved = smaller(line.quantity, available)
    left.set(product, subtract(available, reserved))
    const rest = subtract(line.quantity, reserved)
    return {
      line: line.line,
      reservedQuantity: reserved,
      backorderedQuantity: rest,
      location: isZero(reserved) ? null : (stock?.location ?? null),
      availableOn: isZero(rest) ? null : availableOn(line, order.orderDate, rest),
    }
  })
  return { code: codeOf(lines), lines }
}

function codeOf(lines: readonly StockLine[]): StockConfirmation['code'] {
  if (lines.every(({ backorderedQuantity }) => isZero(backorderedQuantity))) return 'FULL'
  return lines.every(({ reservedQuantity }) => isZero(reservedQuantity)) ? 'BACKORDERED' : 'PARTIAL'
}

function availableOn({ dueDate }: OrderLine, orderDate: DateOnly, rest: Decimal): DateOnly {
  // A date needs no exact arithmetic; an absurd quantity must not lead beyond the calendar.
  const weeks = Math.min(52, Math.ceil(Number(rest) / PIECES_PER_WEEK))
  return addDays(dueDate ?? orderDate, 7 * weeks)
}

function isZero(value: Decimal): boolean {
  return compareDecimals(value, '0') === 0
}

export function smaller(a: Decimal, b: Decimal): Decimal {
  return compareDecimals(a, b) <= 0 ? a : b
}

/** a - b, exactly, for a b that is not negative. */
export function subtract(a: Decimal, b: Decimal): Decimal {
  return addDecimals(a, `-${b}`)
}
