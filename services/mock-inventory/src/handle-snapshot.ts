import { type Codec, instant, type Order, orderKey } from '@channel-adapter/contracts'
import { type AnswerChannel, answerMessage, type Handler, type Publisher } from '@channel-adapter/messaging'
import { pause } from '@channel-adapter/patience'
import type { Book } from './book.ts'
import { type Receipts, takeIn } from './take-in.ts'

export interface SnapshotEffects {
  readonly codec: Codec<Order>
  readonly book: Book
  readonly receipts: Receipts
  readonly publisher: Publisher
  readonly channel: AnswerChannel
  /** Milliseconds before an answer is sent. */
  readonly answerDelayMs: number
}

/**
 * Handles one snapshot: books what follows from it, then sends whatever the book holds unsent for the order, which
 * after a crash may be an earlier answer too.
 */
export function handleSnapshot(effects: SnapshotEffects): Handler {
  const { codec, book, receipts, publisher, channel, answerDelayMs } = effects
  return async (message, { signal }) => {
    const order = await codec.decode(message.value)
    takeIn(order, book, receipts, instant(message.timestamp))
    const unsent = book.unsent(orderKey(order))
    if (unsent.length === 0) return
    if (answerDelayMs > 0) await pause(answerDelayMs, signal)
    signal.throwIfAborted()
    await publisher.publish(unsent.map((update) => answerMessage(update, message, channel)))
    for (const { id } of unsent) book.markSent(id)
  }
}
