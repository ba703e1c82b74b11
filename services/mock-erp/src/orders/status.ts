import { units } from './decimal.ts'
import type { OrderDocument, OrderLine, Status } from './document.ts'

type ResponseCode = NonNullable<OrderDocument['supplier_response']>['code']

/** An answer decides about an order that waits for one; goods on their way, a hold or an end outweigh it. */
export function statusAfterResponse(status: Status, code: ResponseCode): Status {
  if (code === 'AB' || !['issued', 'confirmed', 'rejected'].includes(status)) return status
  return code === 'RE' ? 'rejected' : 'confirmed'
}

export function statusAfterShipment(status: Status): Status {
  return ['issued', 'confirmed', 'rejected', 'on_hold'].includes(status) ? 'shipped' : status
}

/** @param lines with what has arrived by now */
export function statusAfterReceipt(status: Status, lines: readonly OrderLine[]): Status {
  if (lines.every((line) => units(line.received_quantity) >= units(line.quantity))) return 'received'
  if (status === 'closed') return status
  return lines.some((line) => units(line.received_quantity) > 0n) ? 'partially_received' : status
}

/** What is ordered changed, so an earlier yes or no no longer holds: the order waits for an answer again. */
export function statusAfterRevision(status: Status): Status {
  return status === 'confirmed' || status === 'rejected' ? 'issued' : status
}

/** Whether the clerks can do no more than put notes on it. */
export function isAtItsEnd(status: Status): boolean {
  return status === 'received' || status === 'cancelled' || status === 'closed'
}
