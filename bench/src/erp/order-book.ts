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
const FIRST_MOMENT = Date.UTC(2024, 0, 1)
/** So far apart are two orders' changes: a backfill, of which a minute's window holds sixty. */
const APART_MS = 1000

/** What this ERP keeps of an order itself. */
const OWN: ReadonlySet<string> = new Set(['number', 'version', 'updated_at', 'applied_updates'])

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
  readonly size: number
  /** Writes that took effect, those at another version, those whose id was there already, those before an earlier one. */
  readonly counts = { applied: 0, conflicts: 0, twice: 0, outOfOrder: 0 }

  /** @param documents of which the orders are made, again and again in turn */
  constructor(documents: readonly Document[], size: number) {
    this.#texts = documents.map((document) => {
      const rest = Object.entries(document).filter(([name]) => !OWN.has(name))
      return JSON.stringify(Object.fromEntries(rest)).slice(1)
    })
    this.size = size
  }

  /** The page behind an order, by its number; from the beginning where there is none. */
  page(after: string | undefined, limit: number): string {
    const from = after === undefined ? 0 : Number(after) - FIRST_NUMBER + 1
    const to = Math.min(this.size, from + limit)
    const items: string[] = []
    for (let index = from; index < to; index++) items.push(this.#document(index))
    return `{"items":[${items.join(',')}],"next":${to < this.size ? '"more"' : 'null'}}`
  }

  /** The first order that changed at a moment or later. */
  since(moment: string): string | undefined {
    const index = Math.ceil((Date.parse(moment) - FIRST_MOMENT) / APART_MS)
    return index > 0 ? numberAt(index - 1) : undefined
  }

  read(number: string): string | undefined {
    const index = Number(number) - FIRST_NUMBER
    return index >= 0 && index < this.size ? this.#document(index) : undefined
  }

  /** @param updateId ends in `-<n>`, where n counts the order's updates from 1 on */
  apply(number: string, ifMatch: string, updateId: string): Applied {
    const index = Number(number) - FIRST_NUMBER
    if (!(index >= 0 && index < this.size)) return { status: 404, body: '{}' }
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
    this.counts.applied++
    return { status: 200, body: this.#document(index) }
  }

  #document(index: number): string {
    const { version, applied } = this.#kept.get(index) ?? { version: 1, applied: [] }
    const changedAt = new Date(FIRST_MOMENT + index * APART_MS).toISOString().replace('Z', '000Z')
    const updates = applied
      .map((id) => `{"id":"${id}","kind":"stock_confirmation","partner":"bench"}`)
      .join(',')
    const rest = this.#texts[index % this.#texts.length] ?? '}'
    return `{"number":"${numberAt(index)}","version":${version},"updated_at":"${changedAt}","applied_updates":[${updates}],${rest}`
  }
}
