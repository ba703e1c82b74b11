import {
  type Codec,
  InvalidMessage,
  type Order,
  type OrderUpdate,
  type OrderUpdateOutcome,
} from '@channel-adapter/contracts'
import type { IncomingMessage } from '@channel-adapter/messaging'

/** A message as the console understood it. */
export type Reading =
  | { readonly kind: 'order'; readonly message: IncomingMessage; readonly value: Order }
  | { readonly kind: 'update'; readonly message: IncomingMessage; readonly value: OrderUpdate }
  | { readonly kind: 'outcome'; readonly message: IncomingMessage; readonly value: OrderUpdateOutcome }
  /** It lies in a failure channel, or its bytes are no message of its topic. */
  | { readonly kind: 'parked' | 'invalid' | 'unreadable'; readonly message: IncomingMessage }

export interface Codecs {
  readonly order: Codec<Order>
  readonly update: Codec<OrderUpdate>
  readonly outcome: Codec<OrderUpdateOutcome>
}

export type Contracted = keyof Codecs

/** What a message of one of the purchasing topics says. @throws {RegistryUnavailable} */
export async function readMessage(
  kind: Contracted,
  message: IncomingMessage,
  codecs: Codecs,
): Promise<Reading> {
  try {
    switch (kind) {
      case 'order':
        return { kind, message, value: await codecs.order.decode(message.value) }
      case 'update':
        return { kind, message, value: await codecs.update.decode(message.value) }
      default:
        return { kind: 'outcome', message, value: await codecs.outcome.decode(message.value) }
    }
  } catch (error) {
    if (!(error instanceof InvalidMessage)) throw error
    return { kind: 'unreadable', message }
  }
}
