import { fits, fromUnits, multiplyUnits, units } from './decimal.ts'
import type { OrderLine } from './document.ts'
import type { Fault } from './draft.ts'

/** The exact sum of quantity times price; a fault, and 0, when an amount field cannot hold it. */
export function subtotalIn(
  faults: Fault[],
  lines: readonly Pick<OrderLine, 'quantity' | 'unit_price'>[],
): string {
  const sum = lines.reduce(
    (total, line) => total + multiplyUnits(units(line.quantity), units(line.unit_price)),
    0n,
  )
  if (fits(sum)) return fromUnits(sum)
  faults.push({ pointer: '/lines', detail: 'they come to more than 20 digits before the point' })
  return '0'
}
