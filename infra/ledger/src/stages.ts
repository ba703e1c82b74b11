import type { UpdateKind } from '@channel-adapter/contracts'
import type { Ledger } from './ledger.ts'

/** One step of the loop, in orders. */
export interface Stage {
  readonly name: string
  readonly done: number
}

const applied = (ledger: Ledger, kind: UpdateKind) => ledger.applied.get(kind)?.size ?? 0
const sent = (ledger: Ledger, kind: UpdateKind) => ledger.sent.get(kind)?.size ?? 0

/** How many orders have come through each step, as the topics show it. Pure. */
export function stagesOf(ledger: Ledger): Stage[] {
  return [
    { name: 'published', done: ledger.snapshots.size },
    { name: 'stock confirmed', done: sent(ledger, 'STOCK_CONFIRMATION') },
    { name: 'answered', done: sent(ledger, 'RESPONSE') },
    { name: 'shipped', done: sent(ledger, 'SHIPPING_NOTICE') },
    { name: 'received', done: sent(ledger, 'GOODS_RECEIPT') },
    { name: 'applied in the ERP', done: applied(ledger, 'GOODS_RECEIPT') },
  ]
}

/** Whether every order has come through every step, and every update has its outcome. Pure. */
export function isComplete(ledger: Ledger, orders: number): boolean {
  const everyOrder = stagesOf(ledger).every(({ done }) => done >= orders)
  return everyOrder && [...ledger.updates.keys()].every((id) => ledger.outcomes.has(id))
}
