import type { ChangePage, Position, ReadingOptions } from '@channel-adapter/erp'
import { onAbort } from '@channel-adapter/patience'

/** What is said of a page while it is on its way. */
export type PageNews = Required<Pick<ReadingOptions, 'onNext' | 'onArrived'>>

/** Reads the page at a position, and tells its news as early as it can. */
export type PageReader = (
  position: Position | undefined,
  signal: AbortSignal,
  news: PageNews,
) => Promise<ChangePage | undefined>

/** How many pages may be read, or being read, before they are taken. */
export interface Ahead {
  /** What a page takes of which nothing is known yet, in bytes. */
  readonly expected: number
  /** Whether another of so many bytes may be begun while so many pages wait or are under way. */
  allows(waiting: number, bytes: number): boolean
  /** So many more bytes of them, or fewer. */
  changed(by: number): void
}

/** One that is taken and one that is being read. */
const LEAST_PAGES = 2
/** Of an order that is mapped already; as it comes it takes less. */
const ORDER_BYTES = 4096

/** What all connections of a process have read before it can be published: what bounds its memory. */
export class BytesAhead {
  readonly #most: number
  #held = 0

  constructor(most: number) {
    this.#most = most
  }

  /** The part of one connection, with so many orders in a page: two pages in any case, more while there is room. */
  of(pageSize: number): Ahead {
    return {
      expected: pageSize * ORDER_BYTES,
      allows: (waiting, bytes) => waiting < LEAST_PAGES || this.#held + bytes <= this.#most,
      changed: (by) => (this.#held += by),
    }
  }
}

interface Reading {
  readonly position: Position | undefined
  readonly page: Promise<ChangePage | undefined>
  /** Has it mapped. */
  readonly want: () => void
  /** What it takes, as far as is known. */
  bytes: number
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
  const waiting = new Set<Reading>()
  let last: Reading | undefined
  let expected = ahead.expected
  let abandon = new AbortController()
  let until = AbortSignal.any([signal, abandon.signal])

  function begin(position: Position | undefined): Reading {
    const of = until
    const { promise: wanted, resolve } = Promise.withResolvers<void>()
    // What is given up waits for nobody, and ends.
    const callOff = onAbort(of, resolve)
    const want = () => {
      callOff()
      resolve()
    }
    const news: PageNews = {
      onNext: learn,
      onArrived(bytes) {
        expected = bytes
        if (waiting.has(reading)) resize(reading, bytes)
        goOn()
        return wanted
      },
    }
    const reading: Reading = {
      position,
      want,
      bytes: expected,
      page: read(position, of, news).then(ended),
    }
    // Told when it is taken, if it ever is.
    reading.page.catch(() => {})
    waiting.add(reading)
    ahead.changed(reading.bytes)
    last = reading
    return reading

    function learn(next: Position): void {
      if (of.aborted) return
      reading.leadsTo ??= next
      goOn()
    }

    function ended(page: ChangePage | undefined): ChangePage | undefined {
      if (page?.more && page.next) learn(page.next)
      return page
    }
  }

  function goOn(): void {
    if (last?.leadsTo && !last.following && ahead.allows(waiting.size, expected))
      last.following = begin(last.leadsTo)
  }

  function resize(reading: Reading, bytes: number): void {
    ahead.changed(bytes - reading.bytes)
    reading.bytes = bytes
  }

  function leave(reading: Reading): void {
    if (waiting.delete(reading)) ahead.changed(-reading.bytes)
  }

  try {
    for (let reading: Reading | undefined = begin(from); reading;) {
      reading.want()
      const page: ChangePage | undefined = await reading.page
      if (!page) return
      leave(reading)
      goOn()
      yield page
      if (!page.more) return
      const { following }: Reading = reading
      if (following && isSame(following.position, page.next)) reading = following
      else {
        // Announced otherwise than it came.
        abandon.abort()
        abandon = new AbortController()
        until = AbortSignal.any([signal, abandon.signal])
        waiting.forEach(leave)
        reading = begin(page.next)
      }
    }
  } finally {
    abandon.abort()
    waiting.forEach(leave)
  }
}

function isSame(one: Position | undefined, other: Position | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
