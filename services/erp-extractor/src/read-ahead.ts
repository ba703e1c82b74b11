import type { ChangePage, Position } from '@channel-adapter/erp'

/** Reads the page at a position, and says as early as it can where the next one begins. */
export type PageReader = (
  position: Position | undefined,
  signal: AbortSignal,
  onNext: (next: Position) => void,
) => Promise<ChangePage | undefined>

/** How many pages may be read, or being read, before they are taken. */
export interface Ahead {
  /** Whether another may be begun while so many wait or are under way. */
  allows(waiting: number): boolean
  /** So many more of them, or fewer. */
  changed(by: number): void
}

/** One that is taken and one that is being read. */
const LEAST_PAGES = 2

/** The orders of all connections of a process that are read before they can be published: what bounds its memory. */
export class OrdersAhead {
  readonly #most: number
  #held = 0

  constructor(most: number) {
    this.#most = most
  }

  /** The part of one connection, with so many orders in a page: two pages in any case, more while there is room. */
  of(pageSize: number): Ahead {
    return {
      allows: (waiting) => waiting < LEAST_PAGES || this.#held + pageSize <= this.#most,
      changed: (by) => (this.#held += by * pageSize),
    }
  }
}

interface Reading {
  readonly position: Position | undefined
  readonly page: Promise<ChangePage | undefined>
  /** Where the page after it begins, once that is known. */
  leadsTo?: Position | undefined
  following?: Reading
}

/**
 * The pages from a position on in their order, until there are no more or one could not be read. They are asked for
 * before they are taken, each as soon as it is known where it begins: an ERP need not wait for us. Whoever stops
 * taking ends what is being read.
 * @param ahead how many may wait
 * @throws what the reader throws
 */
export async function* readAhead(
  read: PageReader,
  from: Position | undefined,
  signal: AbortSignal,
  ahead: Ahead,
): AsyncGenerator<ChangePage, void, undefined> {
  let waiting = 0
  let last: Reading | undefined
  let abandon = new AbortController()

  function change(by: number): void {
    waiting += by
    ahead.changed(by)
  }

  function begin(position: Position | undefined): Reading {
    change(1)
    const of = abandon.signal
    const reading: Reading = {
      position,
      page: read(position, AbortSignal.any([signal, of]), (next) => learn(next)).then((page) => {
        if (page?.more && page.next) learn(page.next)
        return page
      }),
    }
    // Told when it is taken, if it ever is.
    reading.page.catch(() => {})
    last = reading
    return reading

    function learn(next: Position): void {
      if (of.aborted) return
      reading.leadsTo ??= next
      goOn()
    }
  }

  function goOn(): void {
    if (last?.leadsTo && ahead.allows(waiting)) last.following = begin(last.leadsTo)
  }

  try {
    for (let reading: Reading | undefined = begin(from); reading;) {
      const page: ChangePage | undefined = await reading.page
      if (!page) return
      change(-1)
      goOn()
      yield page
      if (!page.more) return
      const { following }: Reading = reading
      if (following && isSame(following.position, page.next)) reading = following
      else {
        // Announced otherwise than it came.
        abandon.abort()
        abandon = new AbortController()
        change(-waiting)
        reading = begin(page.next)
      }
    }
  } finally {
    abandon.abort()
    change(-waiting)
  }
}

function isSame(one: Position | undefined, other: Position | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
