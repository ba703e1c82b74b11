import avro from 'avsc'

/** As much of avsc's reader as is needed here: it is no part of its public interface. */
interface Tap {
  readonly buf: Buffer
  pos: number
  readLong(): number
  readString(): string
}
interface Reading {
  _read(tap: Tap): unknown
  _skip(tap: Tap): void
}
interface Blocks extends Reading {
  readonly itemsType: Reading
  readonly valuesType: Reading
}

/** Items of all arrays and maps of one message together; the largest order known has 71 lines. */
const MAX_ITEMS = 100_000

const taken = new WeakMap<Tap, number>()

/**
 * Makes avsc disbelieve the counts in a message. It would read as many items as an array claims, also beyond the
 * message's end: six bytes claim two thousand million lines, and the process ends without memory; and it would go
 * back when a block claims a negative size, for ever.
 */
export function boundBlocks(): void {
  const array = avro.types.ArrayType.prototype as unknown as Blocks
  array._read = function read(this: Blocks, tap) {
    const items: unknown[] = []
    eachItem(tap, () => items.push(this.itemsType._read(tap)))
    return items
  }
  array._skip = function skip(this: Blocks, tap) {
    eachItem(tap, () => this.itemsType._skip(tap))
  }
  const map = avro.types.MapType.prototype as unknown as Blocks
  map._read = function read(this: Blocks, tap) {
    const entries: [string, unknown][] = []
    eachItem(tap, () => entries.push([tap.readString(), this.valuesType._read(tap)]))
    return Object.fromEntries(entries)
  }
  map._skip = function skip(this: Blocks, tap) {
    eachItem(tap, () => {
      tap.readString()
      this.valuesType._skip(tap)
    })
  }
}

/** Avro 1.12, "Arrays": blocks of items until one of none; a negative count is followed by the block's size. */
function eachItem(tap: Tap, item: () => unknown): void {
  for (let count = tap.readLong(); count !== 0; count = tap.readLong()) {
    if (count < 0 && tap.readLong() < 0) throw new RangeError('a block claims a negative size')
    const items = Math.abs(count)
    const all = (taken.get(tap) ?? 0) + items
    if (!(all <= MAX_ITEMS)) throw new RangeError(`it claims ${all} items; at most ${MAX_ITEMS} are read`)
    taken.set(tap, all)
    for (let left = items; left > 0; left--) {
      if (tap.pos > tap.buf.length) throw new RangeError(`it claims ${items} items, and ends before`)
      item()
    }
  }
}
