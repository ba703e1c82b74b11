import type { OrderUpdate, StatusChange } from '@channel-adapter/contracts'
import { ErpRejected } from '../../errors.ts'

const STATUSES: Record<StatusChange['status'], string> = {
  ON_HOLD: 'on_hold',
  CANCELLED: 'cancelled',
  CLOSED: 'closed',
}
const LINE_NUMBER = /^[1-9]\d{0,8}$/

/**
 * The body of the PATCH that writes an update. What the ERP has no place for stays behind: where stock is held, why
 * goods were rejected.
 * @throws {ErpRejected} when a line is none that this ERP could have, or the update holds nothing
 */
export function mapUpdate(update: OrderUpdate): Record<string, unknown> {
  return { update_id: update.id, partner: update.partner, ...contentOf(update) }
}

function contentOf(update: OrderUpdate): Record<string, unknown> {
  const { response, stockConfirmation, shippingNotice, goodsReceipt, statusChange } = update
  const revision = update.orderRevision
  if (response) {
    const lines = response.lines.map((line) => ({
      line_no: lineNumber(line.line),
      response_code: line.code,
      confirmed_quantity: line.quantity,
      confirmed_price: line.unitPrice,
      promised_date: line.promisedDate,
      backordered_quantity: line.backorderedQuantity,
    }))
    return { supplier_response: { code: response.code, revision, reason: words(response.reason), lines } }
  }
  if (stockConfirmation) {
    const lines = stockConfirmation.lines.map((line) => ({
      line_no: lineNumber(line.line),
      reserved_quantity: line.reservedQuantity,
      backordered_quantity: line.backorderedQuantity,
      available_on: line.availableOn,
    }))
    return { stock_confirmation: { code: stockConfirmation.code, revision, lines } }
  }
  if (shippingNotice) {
    const { shipmentId, shippedOn, carrier } = shippingNotice
    const lines = shippingNotice.lines.map((line) => ({
      line_no: lineNumber(line.line),
      quantity: line.quantity,
    }))
    return { shipment: { id: shipmentId, shipped_on: shippedOn, carrier: words(carrier), lines } }
  }
  if (goodsReceipt) {
    const lines = goodsReceipt.lines.map((line) => ({
      line_no: lineNumber(line.line),
      received_quantity: line.receivedQuantity,
      rejected_quantity: line.rejectedQuantity,
    }))
    return { goods_receipt: { id: goodsReceipt.receiptId, received_on: goodsReceipt.receivedOn, lines } }
  }
  if (statusChange) {
    const { status, reason } = statusChange
    return { status_change: { status: STATUSES[status], reason: words(reason) } }
  }
  throw new ErpRejected(`update ${update.id} holds nothing to write`)
}

function lineNumber(line: string): number {
  if (LINE_NUMBER.test(line)) return Number(line)
  throw new ErpRejected(`the order has no line ${JSON.stringify(line)}: this ERP numbers lines 1, 2, 3`)
}

/** The ERP takes no empty text where it takes none at all. */
function words(text: string | null): string | null {
  return text === '' ? null : text
}
