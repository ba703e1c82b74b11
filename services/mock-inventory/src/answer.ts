import { type Instant, namedIds, type Order, orderKey, type OrderUpdate } from '@channel-adapter/contracts'
import type { Decision } from './decide.ts'

/** The name agreed with the adapter's operator. */
export const PARTNER = 'inventory'

// The namespace of the ids of our updates; it must never change.
const updateId = namedIds('3d1a8f0e-52c7-4b0b-8a44-2f6d9be2c7d5')

/**
 * The update that tells a decision. Its id follows from what it is about: a stock confirmation is one for each
 * revision, a receipt one for each order, however often they are sent.
 * @param occurredAt when the snapshot was published
 */
export function answer(
  order: Order,
  decision: Exclude<Decision, { kind: 'release' }>,
  occurredAt: Instant,
): OrderUpdate {
  const key = orderKey(order)
  const about =
    decision.kind === 'receive'
      ? [PARTNER, 'receipt', key]
      : [PARTNER, 'stock-confirmation', key, order.revision]
  return {
    id: updateId(about.join('\n')),
    source: order.source,
    number: order.number,
    orderVersion: order.version,
    orderRevision: order.revision,
    partner: PARTNER,
    occurredAt,
    response: null,
    stockConfirmation: decision.kind === 'confirm' ? decision.stockConfirmation : null,
    shippingNotice: null,
    goodsReceipt: decision.kind === 'receive' ? decision.goodsReceipt : null,
    statusChange: null,
  }
}
