import { nextInstant } from '../instant.ts'
import type { ClerkEdit } from '../orders/clerk-edit.ts'
import { applyClerkEdit } from '../orders/clerk-edit.ts'
import type { OrderDocument } from '../orders/document.ts'
import type { Decision, Fault } from '../orders/draft.ts'
import type { NewOrder } from '../orders/new-order.ts'
import { newOrder } from '../orders/new-order.ts'
import type { WriteBack } from '../orders/write-back-body.ts'
import { applyWriteBack } from '../orders/write-back.ts'
import type { Change, OrderStore, StoredOrder } from './order-store.ts'

export type Outcome =
  | { readonly kind: 'written'; readonly stored: StoredOrder }
  | Refused
  | { readonly kind: 'stale'; readonly version: number }
  | { readonly kind: 'unknown-order' }

export interface Refused {
  readonly kind: 'refused'
  readonly faults: readonly Fault[]
}

/**
 * Where orders are changed: read, decide, write. Each method runs to its end without waiting for anything, so in this
 * one process no change comes between another's reading and writing.
 */
export interface Desk {
  /** @param isCurrent whether the caller's condition holds for the order's version */
  writeBack(number: number, change: WriteBack, isCurrent: (version: number) => boolean): Outcome
  edit(number: number, edit: ClerkEdit): Outcome
  add(order: NewOrder): Outcome
  /**
   * Begins a transaction that adds orders: they have their numbers and their moments now, and nobody sees them before
   * it is committed.
   */
  beginAdding(orders: readonly NewOrder[]): OpenTransaction | Refused
}

export interface OpenTransaction {
  readonly kind: 'open'
  readonly numbers: readonly number[]
  commit(): void
}

/** @param now milliseconds since 1970 */
export function openDesk(store: OrderStore, now: () => number): Desk {
  let last = store.lastChange()
  const tick = () => (last = nextInstant(last, now()))
  // Kept here, not asked of the store: an open transaction has its numbers before the store has them.
  let highest = store.highestNumber()

  function change(
    number: number,
    isCurrent: (version: number) => boolean,
    decide: (order: OrderDocument) => Decision,
    entry: Omit<Change, 'order'>,
  ): Outcome {
    const stored = store.find(number)
    if (!stored) return { kind: 'unknown-order' }
    if (!isCurrent(stored.version)) return { kind: 'stale', version: stored.version }
    const decision = decide(JSON.parse(stored.doc) as OrderDocument)
    if ('faults' in decision) return { kind: 'refused', faults: decision.faults }
    return { kind: 'written', stored: store.replace({ order: decision.order, ...entry }) }
  }

  function begin(bodies: readonly NewOrder[]): OpenTransaction | Refused {
    const decisions = bodies.map((body, index) => newOrder(highest + 1 + index, body, tick()))
    const faults = decisions.flatMap((decision) => ('faults' in decision ? decision.faults : []))
    if (faults.length > 0) return { kind: 'refused', faults }
    const orders = decisions.flatMap((decision) => ('order' in decision ? decision.order : []))
    highest += orders.length
    return {
      kind: 'open',
      numbers: orders.map(({ number }) => Number(number)),
      commit: () =>
        store.insert(
          orders.map((order) => ({
            order,
            actor: 'clerk',
            updateId: null,
            summary: { added: order.lines.length },
          })),
        ),
    }
  }

  return {
    writeBack(number, body, isCurrent) {
      const { update_id: updateId, ...summary } = body
      return change(number, isCurrent, (order) => applyWriteBack(order, body, tick()), {
        actor: 'connector',
        updateId,
        summary,
      })
    },
    edit: (number, edit) =>
      change(
        number,
        () => true,
        (order) => applyClerkEdit(order, edit, tick()),
        {
          actor: 'clerk',
          updateId: null,
          summary: edit,
        },
      ),
    add(body) {
      const transaction = begin([body])
      if (transaction.kind === 'refused') return transaction
      transaction.commit()
      const stored = store.find(highest)
      return stored ? { kind: 'written', stored } : { kind: 'unknown-order' }
    },
    beginAdding: begin,
  }
}
