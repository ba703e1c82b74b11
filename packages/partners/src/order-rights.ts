import { type Order, orderKey } from '@channel-adapter/contracts'
import { maySpeakFor, type Partner } from './partners.ts'
import { matches } from './patterns.ts'

/** What of an order says whose it is. */
export type OwnedOrder = Pick<Order, 'source' | 'number' | 'supplier'>

/** Who may answer which order, by the name that an update gives as `partner`. */
export interface OrderRights {
  /** Whether the order's key does not tell: then the order must be read before anything of it is written. */
  dependsOnOrder(name: string, key: string): boolean
  /**
   * @param order undefined where there is none: nobody may answer it
   * @returns why it is none that it may answer, in words that tell nothing of the order, not even that there is one;
   *   undefined where it may
   */
  refusal(name: string, order: OwnedOrder | undefined): string | undefined
}

/** Whether an order is a partner's own: one that its entry names, of a supplier that it is. Pure. */
export function isOwn({ orders, suppliers }: Partner, order: OwnedOrder): boolean {
  const { source, supplier } = order
  if (!matches(orders, orderKey(order))) return false
  return suppliers === undefined || matches(suppliers, `${source}:${supplier.id}`)
}

/**
 * The rights that a partners file gives. Who sends an update may only give a name that it speaks for, which is checked
 * where it enters; what a name may is therefore what any partner may that speaks for it. Pure.
 */
export function orderRights(partners: readonly Partner[]): OrderRights {
  const speakersOf = (name: string) => partners.filter((partner) => maySpeakFor(partner, name))
  return {
    dependsOnOrder: (name, key) =>
      !speakersOf(name).some(({ orders, suppliers }) => suppliers === undefined && matches(orders, key)),
    refusal(name, order) {
      const speakers = speakersOf(name)
      if (speakers.length === 0) return `"${name}" is no partner that is known here`
      return order && speakers.some((partner) => isOwn(partner, order))
        ? undefined
        : `it is no order that "${name}" may answer`
    },
  }
}
