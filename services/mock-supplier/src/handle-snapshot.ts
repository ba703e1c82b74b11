import { type Codec, instant, type Order, orderKey, type OrderUpdate } from '@channel-adapter/contracts'
import type { Handler, IncomingMessage } from '@channel-adapter/messaging'
import { pause } from '@channel-adapter/patience'
import { answer } from './answer.ts'
import type { AnsweredOrders } from './answered-orders.ts'
import { decide } from './decide.ts'
import type { Terms } from './respond.ts'

/** Sends an answer to a snapshot. Resolves once the channel has it. */
export type SendAnswer = (
  update: OrderUpdate,
  snapshot: IncomingMessage,
  signal: AbortSignal,
) => Promise<void>

export interface SnapshotEffects {
  readonly codec: Codec<Order>
  readonly serves: (supplier: string) => boolean
  /** Supplier id to what it sells. */
  readonly catalogue: ReadonlyMap<string, Terms>
  readonly answered: AnsweredOrders
  readonly send: SendAnswer
  /** Milliseconds before an answer is sent. */
  readonly answerDelayMs: number
}

const WITHDRAWN = 'purchasing.order-withdrawn.v1'
const SELLS_NOTHING: Terms = new Map()

/** Handles one snapshot: decides, answers, and only then remembers it as answered, so that a failed send is tried again. */
export function handleSnapshot(effects: SnapshotEffects): Handler {
  const { codec, serves, catalogue, answered, send, answerDelayMs } = effects
  return async (message, { signal }) => {
    // The order has gone to another, and its new supplier answers it.
    if (message.value.length === 0 && message.headers['ce_type'] === WITHDRAWN) return
    // The header spares decoding what is for others, which is most.
    const { supplier } = message.headers
    if (supplier !== undefined && !serves(supplier)) return
    const order = await codec.decode(message.value)
    if (!serves(order.supplier.id)) return

    const key = orderKey(order)
    const decision = decide(order, catalogue.get(order.supplier.id) ?? SELLS_NOTHING, answered.get(key))
    if (!decision) return
    if (answerDelayMs > 0) await pause(answerDelayMs, signal)
    signal.throwIfAborted()
    // The snapshot's time, not the clock's: sent again, the same id must carry the same content.
    await send(answer(order, decision, instant(message.timestamp)), message, signal)
    answered.remember(key, decision.kind === 'ship' ? { shipped: true } : { revision: order.revision })
  }
}
