import { ChangeFeed } from './change-feed.ts'

/** An order as services/mock-erp sends it. */
export type Document = Readonly<Record<string, unknown>>

export interface Applied {
  readonly status: 200 | 404 | 412
  readonly body: string
}

interface Kept {
  version: number
  readonly applied: string[]
}

const FIRST_NUMBER = 10_000_000
const FIRST_MOMENT = Date.UTC(2024, 0, 1) * 1000
/** So far apart are the first orders' changes: a backfill, of which a minute's window holds sixty. Microseconds. */
const APART = 1_000_000

/** What this ERP keeps of an order itself. */
const OWN: ReadonlySet<string> = new Set(['number', 'version', 'updated_at', 'applied_updates'])
const UNTOUCHED: Kept = { version: 1, applied: [] }

/** The number of the order at an index. */
export function numberAt(index: number): string {
  return String(FIRST_NUMBER + index)
}

/**
 * The orders of an ERP that costs next to nothing: documents are put together from prepared text. It judges what it
 * is sent as a real one does, by version, and remembers what came in the wrong order or twice.
 */
export class OrderBook {
  readonly #texts: readonly string[]
  readonly #kept = new Map<number, Kept>()
  readonly #feed = new ChangeFeed()
  #size = 0
  /** Writes that took effect, those at another version, those whose id was there already, those before an earlier one. */
  readonly counts = { applied: 0, conflicts: 0, twice: 0, outOfOrder: 0 }

  /** @param documents of which the orders are made, again and again in turn */
  constructor(documents: readonly Document[], size: number) {
    this.#texts = documents.map((document) => {
      const rest = Object.entries(document).filter(([name]) => !OWN.has(name))
      return JSON.stringify(Object.fromEntries(rest)).slice(1)
    })
    for (let index = 0; index < size; index++) this.add(FIRST_MOMENT + index * APART)
  }

  /** An order more. @returns its number */
  add(micros: number): string {
    this.#feed.note(this.#size, micros)
    return numberAt(this.#size++)
  }

  /** Orders that changed at a moment or later; of those at that moment only the ones after a number, where one is given. */
  page(
    since: string | undefined,
    after: string | undefined,
    limit: number,
  ): { text: string; link: string | undefined } {
    const { orders, more } = this.#feed.page(
      since === undefined ? 0 : microsOf(since),
      after === undefined ? undefined : indexOf(after),
      limit,
    )
    const items = orders.map((index) => this.#document(index)).join(',')
    const next = more ? this.#query(orders.at(-1) ?? 0) : undefined
    return {
      text: `{"items":[${items}],"next":${JSON.stringify(next ?? null)}}`,
      link: next && `</api/purchase-orders?${new URLSearchParams(next).toString()}>; rel="next"`,
    }
  }

  read(number: string): string | undefined {
    const index = indexOf(number)
    return this.#has(index) ? this.#document(index) : undefined
  }

  /** @param updateId ends in `-<n>`, where n counts the order's updates from 1 on */
  apply(number: string, ifMatch: string, updateId: string, micros: number): Applied {
    const index = indexOf(number)
    if (!this.#has(index)) return { status: 404, body: '{}' }
    const kept = this.#kept.get(index) ?? { version: 1, applied: [] }
    this.#kept.set(index, kept)
    if (ifMatch !== `"${kept.version}"`) {
      this.counts.conflicts++
      return { status: 412, body: '{}' }
    }
    if (kept.applied.includes(updateId)) this.counts.twice++
    if (Number(updateId.slice(updateId.lastIndexOf('-') + 1)) !== kept.applied.length + 1)
      this.counts.outOfOrder++
    kept.version++
    kept.applied.push(updateId)
    this.#feed.note(index, micros)
    this.counts.applied++
    return { status: 200, body: this.#document(index) }
  }

  #query(index: number): { updated_since: string; after: string } {
    return { updated_since: momentOf(this.#feed.changedAt(index) ?? FIRST_MOMENT), after: numberAt(index) }
  }

  #has(index: number): boolean {
    return index >= 0 && index < this.#size
  }

  #document(index: number): string {
    const { version, applied } = this.#kept.get(index) ?? UNTOUCHED
    const updates = applied
      .map((id) => `{"id":"${id}","kind":"stock_confirmation","partner":"bench"}`)
      .join(',')
    const rest = this.#texts[index % this.#texts.length] ?? '}'
    const changedAt = momentOf(this.#feed.changedAt(index) ?? FIRST_MOMENT)
    return `{"number":"${numberAt(index)}","version":${version},"updated_at":"${changedAt}","applied_updates":[${updates}],${rest}`
  }
}

function indexOf(number: string): number {
  return Number(number) - FIRST_NUMBER
}

/** As mock-erp writes moments: to the microsecond. */
function momentOf(micros: number): string {
  const milliseconds = new Date(Math.floor(micros / 1000)).toISOString().slice(0, -1)
  return `${milliseconds}${String(micros % 1000).padStart(3, '0')}Z`
}

function microsOf(moment: string): number {
  return Date.parse(moment) * 1000 + Number(moment.slice(-4, -1))
}
