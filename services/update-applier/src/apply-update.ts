import { orderKey, type OrderUpdate } from '@channel-adapter/contracts'
import {
  type ErpConnection,
  ErpConflict,
  type ErpOrder,
  ErpOrderNotFound,
  ErpOutcomeUnknown,
  ErpRejected,
} from '@channel-adapter/erp'
import type { OrderRights } from '@channel-adapter/partners'
import { Unprocessable } from '@channel-adapter/messaging'
import { backoffMs, pause } from '@channel-adapter/patience'
import { crashPoint, isOff } from '@channel-adapter/seams'
import { type Decision, decide } from './decide.ts'

/** What became of an update that was not parked. */
export type Applied =
  | { readonly result: 'APPLIED'; readonly orderVersion: string }
  /** The version is null where the partner is to learn nothing of the order. */
  | { readonly result: 'ALREADY_APPLIED'; readonly orderVersion: string | null }
  | {
      readonly result: 'REFUSED'
      readonly code: string
      readonly text: string
      /** null where the partner is to learn nothing of the order. */
      readonly orderVersion: string | null
    }

/** The orders, by their keys, as our own last writes and reads left them: what lets the usual update go through in one request. */
export interface KnownOrders {
  get(key: string): ErpOrder | undefined
  set(key: string, order: ErpOrder): void
  delete(key: string): void
}

// A desk that keeps changing an order must not keep us for ever: the subscription tries again later.
const MAX_CONFLICTS = 20
const CONFLICT_PAUSE = { firstMs: 5, maxMs: 500 }

/**
 * Brings one update into the ERP, exactly once in effect: every write is conditional on the version that the decision
 * was made on, and carries the update's id, which is looked for before anything else is decided.
 *
 * The usual case is one request: the version that the partner answered, or that our own last write returned, still
 * holds. That the write's condition holds proves more than a read before it could: nothing has changed since,
 * so the update cannot have been applied either. Where a partner may answer its own orders only, the first request is
 * a read: whose an order is stands in the order.
 *
 * @throws {Unprocessable} when the ERP refuses the update or its outcome cannot be known: it is to be parked
 * @throws {ErpUnavailable} {ErpThrottled} {ErpUnauthorised} {ErpOrderNotFound} {ErpConflict} when it cannot be done now
 */
export async function applyUpdate(
  update: OrderUpdate,
  erp: ErpConnection,
  known: KnownOrders,
  signal: AbortSignal,
  rights?: OrderRights,
): Promise<Applied> {
  // Without a condition nothing but a read shows that the update has not been applied already.
  const mustRead = erp.capabilities.versionCondition === 'none'
  const key = orderKey(update)
  let order = mustRead ? undefined : known.get(key)
  let fresh = false
  const blind = isOff('version-condition')
  const unseen = rights?.dependsOnOrder(update.partner, key) ? undefined : update.orderVersion
  let version = mustRead ? undefined : (order?.order.version ?? unseen ?? undefined)

  for (let conflicts = 0; ;) {
    if (version === undefined) {
      order = await readFresh()
      fresh = true
      version = order.order.version
    }
    const decision: Decision = order && !blind ? decide(checked(order), update, rights) : { kind: 'apply' }
    if (order && decision.kind === 'already-applied') {
      return { result: 'ALREADY_APPLIED', orderVersion: decision.mayKnow ? order.order.version : null }
    }
    if (order && decision.kind === 'refuse') {
      if (fresh)
        return {
          result: 'REFUSED',
          code: decision.code,
          text: decision.text,
          orderVersion: decision.code === 'not-its-order' ? null : order.order.version,
        }
      // What we know may be out of date: nobody is refused on hearsay.
      version = undefined
      continue
    }
    signal.throwIfAborted()
    try {
      crashPoint('apply.before-write')
      const written = await erp.applyUpdate(update, version, signal)
      crashPoint('apply.written')
      known.set(key, written)
      return { result: 'APPLIED', orderVersion: written.order.version }
    } catch (error) {
      known.delete(key)
      if (error instanceof ErpConflict && conflicts < MAX_CONFLICTS) {
        if (conflicts++ > 0) await pause(backoffMs(conflicts, CONFLICT_PAUSE), signal)
        version = undefined
      } else if (error instanceof ErpOutcomeUnknown) {
        const now = await readBack(error)
        if (checked(now).appliedUpdates.has(update.id))
          return { result: 'APPLIED', orderVersion: now.order.version }
        order = now
        fresh = true
        version = now.order.version
      } else if (error instanceof ErpRejected) {
        // Written on the strength of a version alone: the order itself may explain the refusal.
        if (fresh) throw new Unprocessable('erp-rejected', error.message, { cause: error })
        version = undefined
      } else {
        throw error
      }
    }
  }

  async function readFresh(): Promise<ErpOrder> {
    const found = await erp.readOrder(update.number, signal, update)
    if (!found) throw new ErpOrderNotFound(`connection ${erp.id} has no order ${update.number}`)
    known.set(key, found)
    return found
  }

  /** The write may have taken effect. Only an ERP that keeps update ids can tell. */
  async function readBack(error: ErpOutcomeUnknown): Promise<ErpOrder> {
    if (erp.capabilities.updateId) return readFresh()
    throw new Unprocessable(
      'erp-outcome-unknown',
      `${error.message}; this ERP keeps no update ids, so a person must look whether it took effect`,
      { cause: error },
    )
  }
}

function checked(order: ErpOrder): ErpOrder {
  return isOff('already-applied-check') ? { ...order, appliedUpdates: new Set() } : order
}
