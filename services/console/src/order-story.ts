import {
  InvalidMessage,
  type Order,
  type OrderUpdate,
  type OrderUpdateOutcome,
  toMicros,
  updateKind,
} from '@channel-adapter/contracts'
import { failureHeaders, type IncomingMessage } from '@channel-adapter/messaging'
import type { Happening, OrderStory } from './answers/orders.ts'
import { differences } from './differences.ts'
import type { Codecs } from './store/reading.ts'
import type { StoredMessage } from './store/messages.ts'

type Decoded =
  | { readonly kind: 'order'; readonly value: Order }
  | { readonly kind: 'update'; readonly value: OrderUpdate }
  | { readonly kind: 'outcome'; readonly value: OrderUpdateOutcome }
  | { readonly kind: 'parked' | 'invalid' }
  | { readonly kind: 'unreadable'; readonly text: string }

/** What happened to an order, told from its messages. @throws {RegistryUnavailable} */
export async function orderStory(messages: readonly StoredMessage[], codecs: Codecs): Promise<OrderStory> {
  const decoded = await Promise.all(
    messages.map(async ({ id, kind, message }) => ({
      id,
      message,
      what: await decode(kind, message, codecs),
    })),
  )
  return tell(decoded)
}

/** Pure. */
function tell(
  decoded: readonly { readonly id: number; readonly message: IncomingMessage; readonly what: Decoded }[],
): OrderStory {
  let order: Order | undefined
  const publishedAt = new Map<number, number>()
  const sentAt = new Map<string, number>()
  const settled = new Set(
    decoded.flatMap(({ what }) => (what.kind === 'outcome' ? [what.value.updateId] : [])),
  )
  const happenings = decoded.map(({ id, message, what }): Happening => {
    const at = message.timestamp
    switch (what.kind) {
      case 'order': {
        const before = order
        order = what.value
        const { version, revision, status, changedAt } = order
        if (!publishedAt.has(revision)) publishedAt.set(revision, at)
        return {
          kind: 'published',
          at,
          message: id,
          version,
          revision,
          status,
          changedAt: Math.floor((toMicros(changedAt) ?? 0) / 1000),
          differences: before && differences(before, order).filter(({ place }) => !ALWAYS_NEW.has(place)),
        }
      }
      case 'update': {
        const { partner, orderRevision: revision } = what.value
        sentAt.set(what.value.id, at)
        return {
          kind: 'update',
          at,
          message: id,
          partner,
          update: updateKind(what.value),
          ...sayingOf(what.value),
          revision,
          tookMs: since(publishedAt.get(revision), at),
          waiting: !settled.has(what.value.id),
        }
      }
      case 'outcome': {
        const { partner, kind: update, result, orderVersion, reason, updateId } = what.value
        const tookMs = since(sentAt.get(updateId), at)
        return { kind: 'outcome', at, message: id, partner, update, result, orderVersion, reason, tookMs }
      }
      case 'unreadable':
        return { at, message: id, ...what }
      default: {
        const { headers } = message
        const code = headers[failureHeaders.code] ?? 'unknown'
        const text = headers[failureHeaders.text] ?? ''
        return {
          kind: what.kind,
          at,
          message: id,
          code,
          text,
          attempts: Number(headers[failureHeaders.attempts] ?? 1),
        }
      }
    }
  })
  return { order, happenings, traces: tracesOf(decoded.map(({ message }) => message)) }
}

/** Every version has them anew. */
const ALWAYS_NEW: ReadonlySet<string> = new Set(['version', 'changedAt'])

async function decode(
  kind: StoredMessage['kind'],
  message: IncomingMessage,
  codecs: Codecs,
): Promise<Decoded> {
  try {
    switch (kind) {
      case 'order':
        return { kind, value: await codecs.order.decode(message.value) }
      case 'update':
        return { kind, value: await codecs.update.decode(message.value) }
      case 'outcome':
        return { kind, value: await codecs.outcome.decode(message.value) }
      case 'unreadable':
        return { kind, text: message.unreadable ?? 'its bytes are no message of this contract' }
      default:
        return { kind }
    }
  } catch (error) {
    if (!(error instanceof InvalidMessage)) throw error
    return { kind: 'unreadable', text: error.message }
  }
}

function sayingOf(update: OrderUpdate): { code: string | undefined; reason: string | null } {
  const { response, stockConfirmation, statusChange } = update
  return {
    code: response?.code ?? stockConfirmation?.code ?? statusChange?.status,
    reason: response?.reason ?? statusChange?.reason ?? null,
  }
}

function since(from: number | undefined, to: number): number | undefined {
  return from === undefined || to < from ? undefined : to - from
}

function tracesOf(messages: readonly IncomingMessage[]): string[] {
  const ids = messages.flatMap(({ headers }) => headers['traceparent']?.split('-')[1] ?? [])
  return [...new Set(ids)]
}
