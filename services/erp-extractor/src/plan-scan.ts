import type { Order } from '@channel-adapter/contracts'
import type { ChangePage, UnreadableOrder } from '@channel-adapter/erp'
import { rawVersion } from './plan-page.ts'

/**
 * What was published last of each order of a connection that cannot tell what changed, by the order's number; of a
 * document that could not be read, by its fingerprint. Text, since there may be hundreds of thousands: the count of
 * the order's changes and its version, see `recordOf`.
 */
export type Published = ReadonlyMap<string, string>

/** What of a page is to be published, and what is to be remembered in the same transaction. */
export interface ScanPlan {
  /** `change` counts the order's changes: one that is as it was before has the version that it had before. */
  readonly orders: readonly { readonly order: Order; readonly change: number }[]
  readonly unreadable: readonly UnreadableOrder[]
  readonly remember: Published
}

/** Decides what of a page of a full scan is not as it was published last. Pure. */
export function planScan(published: Published, page: ChangePage): ScanPlan {
  const remember = new Map<string, string>()
  const changeOf = (name: string, version: string) => {
    const last = remember.get(name) ?? published.get(name)
    const { change, version: before } = last === undefined ? { change: 0, version: undefined } : parsed(last)
    if (before === version) return undefined
    remember.set(name, recordOf(change + 1, version))
    return change + 1
  }
  return {
    orders: page.orders.flatMap((order) => {
      const change = changeOf(order.number, order.version)
      return change === undefined ? [] : [{ order, change }]
    }),
    // By the document and not by the number: there may be none.
    unreadable: page.unreadable.filter((order) => changeOf(rawVersion(order), '') !== undefined),
    remember,
  }
}

const recordOf = (change: number, version: string) => `${change}:${version}`

function parsed(record: string): { change: number; version: string } {
  const end = record.indexOf(':')
  return { change: Number(record.slice(0, end)), version: record.slice(end + 1) }
}
