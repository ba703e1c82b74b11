import type { LineReceipt } from '@channel-adapter/adventureworks'
import { type Instant, type Order, orderKey } from '@channel-adapter/contracts'
import { answer } from './answer.ts'
import type { Book, LineQuantity } from './book.ts'
import { subtract } from './confirm-stock.ts'
import { decide, type Decision } from './decide.ts'

/** What arrived, by order number. */
export type Receipts = ReadonlyMap<string, readonly LineReceipt[]>

/**
 * Books what follows from a snapshot, with the answer that tells it, in one transaction. The answer is not sent yet:
 * see {@link Book.unsent}.
 */
export function takeIn(order: Order, book: Book, receipts: Receipts, at: Instant): void {
  const key = orderKey(order)
  book.transaction(() => {
    const decision = decide(order, book.holdings(key), receipts.get(order.number))
    if (!decision) return
    bookDecision(order, decision, key, book)
    if (decision.kind !== 'release') book.keepAnswer(key, answer(order, decision, at))
  })
}

function bookDecision(order: Order, decision: Decision, key: string, book: Book): void {
  switch (decision.kind) {
    case 'confirm': {
      const reserved = decision.stockConfirmation.lines.map((line) => ({
        ...line,
        quantity: line.reservedQuantity,
      }))
      return book.confirm(key, order.revision, withProducts(order, reserved))
    }
    case 'receive': {
      const accepted = decision.goodsReceipt.lines.map(({ line, receivedQuantity, rejectedQuantity }) => ({
        line,
        quantity: subtract(receivedQuantity, rejectedQuantity),
      }))
      return book.receive(key, withProducts(order, accepted))
    }
    case 'release':
      return book.release(key)
  }
}

function withProducts(order: Order, lines: readonly { line: string; quantity: string }[]): LineQuantity[] {
  const products = new Map(order.lines.map(({ line, product }) => [line, product.id]))
  return lines.map(({ line, quantity }) => ({ line, quantity, product: products.get(line) ?? '' }))
}
