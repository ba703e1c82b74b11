import type { Order } from '@channel-adapter/contracts'

/**
 * The lead time that the buyer has reckoned with, in milliseconds: from the order's date to the first day on which a
 * line is wanted, which ERPs set by the lead time of the supplier's catalogue. Pure.
 * @returns undefined where no line says when it is wanted, or one should have been there already
 */
export function leadTimeMs({ orderDate, lines }: Pick<Order, 'orderDate' | 'lines'>): number | undefined {
  const wanted = lines.flatMap(({ dueDate }) => (dueDate === null ? [] : [Date.parse(dueDate)]))
  if (wanted.length === 0) return undefined
  const lead = Math.min(...wanted) - Date.parse(orderDate)
  return lead > 0 ? lead : undefined
}
