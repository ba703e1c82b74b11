import {
  type Order,
  orderKey,
  type OrderUpdate,
  type OrderUpdateOutcome,
  addDecimals,
  type Decimal,
  type UpdateKind,
  updateKind,
} from '@channel-adapter/contracts'
import { type Place, Places } from './places.ts'

export interface SeenSnapshot extends Place {
  readonly version: string
  readonly revision: number
}

export interface SeenUpdate extends Place {
  readonly id: string
  readonly key: string
  readonly kind: UpdateKind
  /** What it moves, over all lines. */
  readonly moves: { readonly shipped: Decimal; readonly received: Decimal; readonly rejected: Decimal }
}

/**
 * What the topics hold, noted by an observer that belongs to none of the services. Messages may be noted in any order
 * and more than once: their places say what came first, and each counts once.
 */
export class Ledger {
  readonly snapshots = new Map<string, SeenSnapshot[]>()
  /** Every message on the update topic, repetitions of one id included. */
  readonly updates = new Map<string, SeenUpdate[]>()
  readonly outcomes = new Map<string, OrderUpdateOutcome['result'][]>()
  /** Orders for which an update of a kind was applied. */
  readonly applied = new Map<UpdateKind, Set<string>>()
  /** Orders for which an update of a kind was sent. */
  readonly sent = new Map<UpdateKind, Set<string>>()
  /** Where each message noted lies, by a short name of its topic. */
  readonly places = new Places()

  /** How many messages have been noted: while it grows, something is going on. */
  get size(): number {
    return this.places.size
  }

  // A message is a place, too: nothing else of it is kept, its bytes least of all.
  noteOrder(order: Order, { partition, offset }: Place): void {
    if (!this.places.add('order', { partition, offset })) return
    const { version, revision } = order
    append(this.snapshots, orderKey(order), { version, revision, partition, offset })
  }

  noteUpdate(update: OrderUpdate, { partition, offset }: Place): void {
    if (!this.places.add('update', { partition, offset })) return
    const kind = updateKind(update)
    const key = orderKey(update)
    append(this.updates, update.id, { id: update.id, key, kind, moves: movesOf(update), partition, offset })
    include(this.sent, kind, key)
  }

  noteOutcome(outcome: OrderUpdateOutcome, place: Place): void {
    if (!this.places.add('outcome', place)) return
    append(this.outcomes, outcome.updateId, outcome.result)
    if (outcome.result === 'APPLIED' || outcome.result === 'ALREADY_APPLIED') {
      include(this.applied, outcome.kind, orderKey(outcome))
    }
  }
}

const NOTHING: SeenUpdate['moves'] = { shipped: '0', received: '0', rejected: '0' }

function movesOf({ shippingNotice, goodsReceipt }: OrderUpdate): SeenUpdate['moves'] {
  if (!shippingNotice && !goodsReceipt) return NOTHING
  const received = goodsReceipt?.lines ?? []
  return {
    shipped: addDecimals('0', ...(shippingNotice?.lines ?? []).map(({ quantity }) => quantity)),
    received: addDecimals('0', ...received.map(({ receivedQuantity }) => receivedQuantity)),
    rejected: addDecimals('0', ...received.map(({ rejectedQuantity }) => rejectedQuantity)),
  }
}

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key)
  if (list) list.push(item)
  else map.set(key, [item])
}

function include<K>(map: Map<K, Set<string>>, key: K, item: string): void {
  const set = map.get(key)
  if (set) set.add(item)
  else map.set(key, new Set([item]))
}
