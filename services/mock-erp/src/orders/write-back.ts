import { applyStockConfirmation, applySupplierResponse } from './answers.ts'
import type { OrderDocument } from './document.ts'
import type { Decision } from './draft.ts'
import { closeDraft, openDraft } from './draft.ts'
import { applyGoodsReceipt, applyShipment } from './movements.ts'
import type { WriteBack } from './write-back-body.ts'
import { writeBackKinds } from './write-back-body.ts'

/**
 * The order after an update from outside, or why it makes no sense. An update id that the order already holds is not
 * refused: whoever writes must read first and make the write conditional on the version read.
 * @param at the moment of the change
 */
export function applyWriteBack(order: OrderDocument, change: WriteBack, at: string): Decision {
  const kinds = writeBackKinds.filter((kind) => change[kind] !== undefined)
  if (kinds.length === 0) {
    return { faults: [{ pointer: '', detail: `holds none of ${writeBackKinds.join(', ')}` }] }
  }
  if (order.status === 'cancelled') return { faults: [{ pointer: '', detail: 'the order is cancelled' }] }

  const draft = openDraft(order, at)
  if (change.supplier_response) applySupplierResponse(draft, change.supplier_response)
  if (change.stock_confirmation) applyStockConfirmation(draft, change.stock_confirmation)
  if (change.shipment) applyShipment(draft, change.shipment)
  if (change.goods_receipt) applyGoodsReceipt(draft, change.goods_receipt)
  if (change.status_change) draft.order.status = change.status_change.status
  draft.order.applied_updates = [
    ...order.applied_updates,
    { id: change.update_id, kind: kinds.join('+'), partner: change.partner ?? null, at },
  ]
  return closeDraft(draft)
}
