import { isOwn, type OwnedOrder, type Partner } from '@channel-adapter/partners'

/** To whom an order was given last. */
export interface Routed {
  /** Offset, in the order topic, of the order's last message that was handled. */
  readonly at: bigint
  /** Ids of the partners that have it. */
  readonly to: readonly string[]
}

export interface OrderRoute {
  /** Who is to have this snapshot. */
  readonly send: readonly string[]
  /** Whose order it no longer is. */
  readonly withdraw: readonly string[]
  /** What is to be remembered of it; undefined where nothing has changed, or there is nothing. */
  readonly remember: Routed | undefined
}

const NOTHING: OrderRoute = { send: [], withdraw: [], remember: undefined }

/**
 * Decides who is to have a message of the order topic (EIP Recipient List). Pure. The topic may be read again from its
 * beginning, as it is when the partners have changed: what was handled is not sent again, an order's last message goes
 * to those alone who do not have it yet, and its older ones to nobody.
 * @param order undefined where the topic says that it is no more (a tombstone)
 * @param before what is remembered of it
 */
export function routeOrder(
  partners: readonly Partner[],
  order: OwnedOrder | undefined,
  offset: bigint,
  before: Routed | undefined,
): OrderRoute {
  if (before && offset < before.at) return NOTHING
  const to = order ? partners.filter((partner) => isOwn(partner, order)).map(({ id }) => id) : []
  const had = before?.to ?? []
  const isAgain = before?.at === offset
  const send = isAgain ? to.filter((id) => !had.includes(id)) : to
  // One that is no longer kept apart has no topic of its own to be told on: its rights are taken away instead.
  const withdraw = had.filter((id) => !to.includes(id) && partners.some((partner) => partner.id === id))
  // Of an order that nobody here has ever had there is nothing to remember.
  const nothing =
    before === undefined ? to.length === 0 : isAgain && to.length === had.length && send.length === 0
  return { send, withdraw, remember: nothing ? undefined : { at: offset, to } }
}
