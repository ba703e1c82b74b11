import type { ChangePage, Position } from '@channel-adapter/erp'

/** Reads the page at a position, and says as early as it can where the next one begins. */
export type PageReader = (
  position: Position | undefined,
  signal: AbortSignal,
  onNext: (next: Position) => void,
) => Promise<ChangePage | undefined>

/** Pages that are read, or being read, before they are taken: what an ERP gives while one transaction takes long. */
const PAGES_AHEAD = 4

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
 * @throws what the reader throws
 */
export async function* readAhead(
  read: PageReader,
  from: Position | undefined,
  signal: AbortSignal,
  most = PAGES_AHEAD,
): AsyncGenerator<ChangePage, void, undefined> {
  let waiting = 0
  let last: Reading | undefined
  let abandon = new AbortController()

  function begin(position: Position | undefined): Reading {
    waiting += 1
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
    if (last?.leadsTo && waiting < most) last.following = begin(last.leadsTo)
  }

  try {
    for (let reading: Reading | undefined = begin(from); reading;) {
      const page: ChangePage | undefined = await reading.page
      if (!page) return
      waiting -= 1
      goOn()
      yield page
      if (!page.more) return
      const { following }: Reading = reading
      if (following && isSame(following.position, page.next)) reading = following
      else {
        // Announced otherwise than it came.
        abandon.abort()
        abandon = new AbortController()
        waiting = 0
        reading = begin(page.next)
      }
    }
  } finally {
    abandon.abort()
  }
}

function isSame(one: Position | undefined, other: Position | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
