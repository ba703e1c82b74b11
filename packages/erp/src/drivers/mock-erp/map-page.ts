import { breather } from '@channel-adapter/patience'
import { type Fields, fieldsOf, MappingFault } from '../../mapping/fields.ts'
import { parseKeepingDigits } from '../../mapping/json.ts'
import type { ChangePage, Position, UnreadableOrder } from '../../port.ts'
import { mapOrder } from './map-order.ts'

/**
 * A page of changed orders.
 * @param answer the page parsed, `bytes` the same as it came
 * @param after where the page began
 * @returns undefined when it is no page, or one that does not lead past where it began: following it would never end
 */
export async function mapPage(
  answer: unknown,
  bytes: Buffer,
  source: string,
  after: Position | undefined,
): Promise<ChangePage | undefined> {
  if (typeof answer !== 'object' || answer === null) return undefined
  const { items, next: following } = answer as Fields
  if (!Array.isArray(items)) return undefined

  const orders: ChangePage['orders'][number][] = []
  const unreadable: UnreadableOrder[] = []
  const untouched = once(() => itemsKeepingDigits(bytes))
  let next = after
  const breathe = breather()
  for (const [index, item] of (items as unknown[]).entries()) {
    await breathe()
    next = positionOf(item) ?? next
    try {
      orders.push(mapOrder(item, source))
    } catch (error) {
      if (!(error instanceof MappingFault)) throw error
      const { path, reason } = error
      unreadable.push({ number: numberOf(item), path, reason, raw: JSON.stringify(untouched()[index]) })
    }
  }
  const more = following != null
  if (more && !isBeyond(next, after)) return undefined
  return { orders, unreadable, next, more }
}

function positionOf(item: unknown): Position | undefined {
  if (typeof item !== 'object' || item === null) return undefined
  const { updated_at: changedAt, number } = item as Fields
  if (typeof changedAt !== 'string' || typeof number !== 'string') return undefined
  return { changedAt, number }
}

function isBeyond(next: Position | undefined, after: Position | undefined): boolean {
  if (next === undefined) return false
  if (after === undefined) return true
  // The ERP writes moments so that they sort as text.
  const [from = '', to = ''] = [after.changedAt, next.changedAt]
  return to > from || (to === from && next.number !== after.number)
}

function numberOf(item: unknown): string {
  if (typeof item !== 'object' || item === null) return ''
  const { number } = item as Fields
  return typeof number === 'string' || typeof number === 'number' ? String(number) : ''
}

function itemsKeepingDigits(bytes: Buffer): readonly unknown[] {
  return fieldsOf(parseKeepingDigits(bytes), '').items as unknown[]
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
