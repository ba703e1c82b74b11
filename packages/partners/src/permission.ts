import { type OrderUpdate, updateBody } from '@channel-adapter/contracts'
import { maySpeakFor, type Partner } from './partners.ts'
import { matches } from './patterns.ts'

/** What a request wants to send, after its contract was kept. */
export interface Wanted {
  readonly type: string
  /** `connection:number` where it is about an order. */
  readonly order?: string
  /** The update, where it is one. */
  readonly update?: OrderUpdate
}

/** Decides whether a partner may send this. Pure. @returns why not, or undefined */
export function refusal(partner: Partner, { type, order, update }: Wanted): string | undefined {
  if (!partner.sends.some((name) => name === type)) {
    return `"${partner.id}" may not send ${type}; ${listed('it may send', partner.sends)}.`
  }
  if (order !== undefined && !matches(partner.orders, order)) {
    return `"${partner.id}" may not send about order ${order}.`
  }
  if (!update) return undefined
  const body = updateBody(update)
  if (!partner.updates.includes(body)) {
    return `"${partner.id}" may not send a ${body}; ${listed('it may send', partner.updates)}.`
  }
  return maySpeakFor(partner, update.partner)
    ? undefined
    : `"${partner.id}" may not speak for "${update.partner}".`
}

function listed(what: string, names: readonly string[]): string {
  return names.length === 0 ? `${what} nothing` : `${what} ${names.join(', ')}`
}
