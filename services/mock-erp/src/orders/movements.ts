import { fromUnits, units } from './decimal.ts'
import type { Draft } from './draft.ts'
import { amountIn, forEachLine } from './draft.ts'
import { statusAfterReceipt, statusAfterShipment } from './status.ts'
import type { GoodsReceipt, Shipment } from './write-back-body.ts'

/** Movements add up: the same shipment sent twice ships twice, and the sums show it. */
export function applyShipment(draft: Draft, shipment: Shipment): void {
  const { order } = draft
  forEachLine(draft, shipment.lines, '/shipment/lines', (line, moved, pointer) => {
    const quantity = amountIn(draft.faults, moved.quantity, `${pointer}/quantity`)
    if (quantity === undefined) return
    const shipped = units(line.shipped_quantity) + quantity
    line.shipped_quantity = fromUnits(shipped)
    if (shipped > units(line.quantity)) {
      draft.faults.push({
        pointer: `${pointer}/quantity`,
        detail: `would make ${line.shipped_quantity} shipped of ${line.quantity} ordered`,
      })
    }
  })
  const { id, shipped_on, carrier = null } = shipment
  order.shipments = [...order.shipments, { id, shipped_on, carrier }]
  order.status = statusAfterShipment(order.status)
}

/** Received counts what arrived, rejected pieces included. */
export function applyGoodsReceipt(draft: Draft, receipt: GoodsReceipt): void {
  const { order } = draft
  forEachLine(draft, receipt.lines, '/goods_receipt/lines', (line, moved, pointer) => {
    const arrived = amountIn(draft.faults, moved.received_quantity, `${pointer}/received_quantity`)
    const refused = amountIn(draft.faults, moved.rejected_quantity, `${pointer}/rejected_quantity`)
    if (arrived === undefined || refused === undefined) return
    const received = units(line.received_quantity) + arrived
    const rejected = units(line.rejected_quantity) + refused
    line.received_quantity = fromUnits(received)
    line.rejected_quantity = fromUnits(rejected)
    if (received > units(line.quantity)) {
      draft.faults.push({
        pointer: `${pointer}/received_quantity`,
        detail: `would make ${line.received_quantity} received of ${line.quantity} ordered`,
      })
    }
    if (rejected > received) {
      draft.faults.push({
        pointer: `${pointer}/rejected_quantity`,
        detail: `would make ${line.rejected_quantity} rejected of ${line.received_quantity} received`,
      })
    }
  })
  order.goods_receipts = [...order.goods_receipts, { id: receipt.id, received_on: receipt.received_on }]
  order.status = statusAfterReceipt(order.status, order.lines)
}
