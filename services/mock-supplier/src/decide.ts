import {
  compareDecimals,
  type Order,
  type ShippingNotice,
  type SupplierResponse,
} from '@channel-adapter/contracts'
import { respond, type Terms } from './respond.ts'

/** What this process has told about an order; the ERP's snapshot may not show it yet. */
export interface Answered {
  /** The last revision answered; 0 before the first. */
  readonly revision: number
  readonly shipped: boolean
}

export type Decision =
  | { readonly kind: 'respond'; readonly response: SupplierResponse }
  | { readonly kind: 'ship'; readonly shippingNotice: ShippingNotice }

const ENDED: ReadonlySet<Order['status']> = new Set(['RECEIVED', 'CANCELLED', 'CLOSED'])
const NOT_TO_BE_SHIPPED: ReadonlySet<Order['status']> = new Set(['REJECTED', 'ON_HOLD'])

/**
 * What a supplier does about a snapshot. Pure. Snapshots come again after every change, those that our own answers
 * made included: each revision is answered once, and the goods leave once.
 */
export function decide(order: Order, terms: Terms, answered: Answered): Decision | undefined {
  if (order.lines.length === 0 || ENDED.has(order.status)) return undefined
  if (awaitsResponse(order) && answered.revision < order.revision) {
    return { kind: 'respond', response: respond(order, terms) }
  }
  if (answered.shipped || !mayShip(order)) return undefined
  const shippingNotice = ship(order, respond(order, terms))
  return shippingNotice && { kind: 'ship', shippingNotice }
}

function awaitsResponse({ response, revision }: Order): boolean {
  return response === null || response.revision < revision || response.code === 'AB'
}

/** Once the ERP holds our yes and the inventory system has looked at the order, and before anything has left. */
function mayShip({ status, response, stockConfirmation, lines }: Order): boolean {
  if (NOT_TO_BE_SHIPPED.has(status) || stockConfirmation === null) return false
  if (response?.code !== 'AP' && response?.code !== 'CA') return false
  return lines.every(({ shippedQuantity }) => compareDecimals(shippedQuantity, '0') === 0)
}

/** All accepted lines, whole. The response is that to the order as it is now: the one held may be to an earlier revision. */
function ship(order: Order, response: SupplierResponse): ShippingNotice | undefined {
  const accepted = response.lines.filter(({ line, code }) => code !== '7' && !isRefusedInErp(order, line))
  if (accepted.length === 0) return undefined
  const dates = accepted.map(({ promisedDate }) => promisedDate ?? order.orderDate)
  return {
    shipmentId: `SH-${order.supplier.id}-${order.number}`,
    shippedOn: dates.reduce((latest, date) => (date > latest ? date : latest)),
    carrier: order.shipMethod,
    lines: accepted.map(({ line, quantity }) => ({ line, quantity: quantity ?? '0' })),
  }
}

/** A person may have refused a line by hand; what the ERP holds is what was agreed. */
function isRefusedInErp({ response, revision, lines }: Order, line: string): boolean {
  return response?.revision === revision && lines.find((each) => each.line === line)?.responseCode === '7'
}
