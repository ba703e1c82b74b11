import type { Instant } from '@channel-adapter/contracts'

/** An order's number, the version published, and when the ERP changed it. */
export type SeenOrder = readonly [number: string, version: string, changedAt: Instant]

/**
 * Orders published that changed within a stretch of time, each by number and version: their moments would take more
 * room than all the rest. Stretches follow each other, and no moment lies in two. Never changed.
 */
export interface Stretch {
  readonly from: Instant
  readonly to: Instant
  readonly orders: readonly string[]
  /** Characters that they take in a cursor. */
  readonly size: number
}

/** Orders published, oldest change first, each once. Never changed. */
export type SeenOrders = readonly Stretch[]

export interface Memory {
  /** For how long changes are remembered: so much the longer is a stretch. */
  readonly windowMs: number
  /** What changed before is forgotten. */
  readonly begins: Instant
  /** The most characters. Beyond them the oldest are forgotten. */
  readonly most: number
}

/** What is forgotten is forgotten by the stretch, at most this part of all. */
const STRETCHES = 16
/** Of each in JSON, beside itself: two quotation marks, a comma, and the line feed as two characters. */
const AROUND = 4

/** Whether this version of an order is among them. Pure. */
export function isSeen(seen: SeenOrders, number: string, version: string): boolean {
  return namesOf(seen).has(nameOf(number, version))
}

/**
 * Those and more, as far as they are to be remembered. What nothing was added to is the same object as before. Pure.
 * @returns also the last moment of those that were forgotten since they were too many; undefined when none were
 */
export function remember(
  seen: SeenOrders,
  more: readonly SeenOrder[],
  { windowMs, begins, most }: Memory,
): { readonly seen: SeenOrders; readonly forgotten: Instant | undefined } {
  const stretches: (Stretch | OpenStretch)[] = [...seen]
  const names = namesOf(seen)
  // Each needs its own, and the newest is asked next: what is older would have to look its own together again.
  namesBySeen.delete(seen)
  const granule = granuleOf(windowMs)
  for (const [number, version, changedAt] of more) {
    const name = nameOf(number, version)
    if (names.has(name)) continue
    names.add(name)
    const last = stretches.at(-1)
    if (!last || goesBeyond(changedAt, last, granule, most / STRETCHES))
      stretches.push(new OpenStretch(changedAt))
    // A moment before all is taken into the first.
    const at = Math.max(
      0,
      stretches.findLastIndex(({ from }) => from <= changedAt),
    )
    const stretch = stretches[at]
    const open = stretch instanceof OpenStretch ? stretch : new OpenStretch(changedAt, stretch)
    stretches[at] = open
    open.add(name, changedAt)
  }

  let size = stretches.reduce((sum, stretch) => sum + stretch.size, 0)
  let forgotten: Instant | undefined
  for (let [first] = stretches; first && (first.to < begins || size > most); [first] = stretches) {
    if (first.to >= begins) forgotten = first.to
    for (const name of first.orders) names.delete(name)
    size -= first.size
    stretches.shift()
  }
  const kept = stretches.map((stretch) => (stretch instanceof OpenStretch ? stretch.closed() : stretch))
  namesBySeen.set(kept, names)
  return { seen: kept, forgotten }
}

/** A stretch that was written. Pure. */
export function stretchOf(from: Instant, to: Instant, orders: readonly string[]): Stretch {
  return { from, to, orders, size: orders.reduce((sum, name) => sum + sizeOf(name), 0) }
}

const namesBySeen = new WeakMap<SeenOrders, Set<string>>()

function namesOf(seen: SeenOrders): Set<string> {
  const known = namesBySeen.get(seen) ?? new Set(seen.flatMap(({ orders }) => orders))
  namesBySeen.set(seen, known)
  return known
}

/** Of one moment no other stretch may have a part. */
function goesBeyond(moment: Instant, { to, size }: Stretch, granule: number, full: number): boolean {
  return moment > to && (size >= full || moment.slice(0, granule) > to.slice(0, granule))
}

class OpenStretch implements Stretch {
  readonly orders: string[]
  from: Instant
  to: Instant
  size: number

  constructor(moment: Instant, { from, to, orders, size }: Partial<Stretch> = {}) {
    this.from = from ?? moment
    this.to = to ?? moment
    this.orders = [...(orders ?? [])]
    this.size = size ?? 0
  }

  add(name: string, moment: Instant): void {
    if (moment < this.from) this.from = moment
    if (moment > this.to) this.to = moment
    this.orders.push(name)
    this.size += sizeOf(name)
  }

  closed(): Stretch {
    const { from, to, orders, size } = this
    return { from, to, orders, size }
  }
}

/** How many characters of a moment stretches have in common: seconds, ten of them, minutes, ten of them, or hours. */
function granuleOf(windowMs: number): number {
  const bounds: [milliseconds: number, characters: number][] = [
    [16_000, '2026-11-27T10:20:30'.length],
    [160_000, '2026-11-27T10:20:3'.length],
    [960_000, '2026-11-27T10:20'.length],
    [9_600_000, '2026-11-27T10:2'.length],
  ]
  return bounds.find(([milliseconds]) => windowMs <= milliseconds)?.[1] ?? '2026-11-27T10'.length
}

function sizeOf(name: string): number {
  return name.length + AROUND
}

function nameOf(number: string, version: string): string {
  return `${number}\n${version}`
}
