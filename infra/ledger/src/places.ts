/** Where a message lies in its topic. */
export interface Place {
  readonly partition: number
  readonly offset: bigint
}

/** Where messages were seen. A bit for each offset: millions of messages are a megabyte, and no work for the collector. */
export class Places {
  readonly #topics = new Map<string, Map<number, Offsets>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  /** @returns whether it was not there */
  add(topic: string, { partition, offset }: Place): boolean {
    const isNew = this.#offsets(topic, partition).add(Number(offset))
    if (isNew) this.#size++
    return isNew
  }

  /** How many of a topic. */
  count(topic: string): number {
    return [...(this.#topics.get(topic)?.values() ?? [])].reduce((sum, { size }) => sum + size, 0)
  }

  /** Those that others do not have, as `topic partition offset`. */
  missingFrom(others: Places): string[] {
    return [...this.#topics].flatMap(([topic, partitions]) =>
      [...partitions].flatMap(([partition, offsets]) => {
        const had = others.#topics.get(topic)?.get(partition)
        return [...offsets.without(had)].map((offset) => `${topic} ${partition} ${offset}`)
      }),
    )
  }

  #offsets(topic: string, partition: number): Offsets {
    const partitions = this.#topics.get(topic) ?? new Map<number, Offsets>()
    this.#topics.set(topic, partitions)
    const offsets = partitions.get(partition) ?? new Offsets()
    partitions.set(partition, offsets)
    return offsets
  }
}

const FIRST_BYTES = 128

class Offsets {
  #bytes = new Uint8Array(FIRST_BYTES)
  size = 0

  add(offset: number): boolean {
    if (this.has(offset)) return false
    const at = Math.floor(offset / 8)
    if (at >= this.#bytes.length) this.#growTo(at + 1)
    this.#bytes[at] = (this.#bytes[at] ?? 0) | (1 << (offset % 8))
    this.size++
    return true
  }

  has(offset: number): boolean {
    return ((this.#bytes[Math.floor(offset / 8)] ?? 0) & (1 << (offset % 8))) !== 0
  }

  *without(others: Offsets | undefined): Iterable<number> {
    for (let offset = 0; offset < this.#bytes.length * 8; offset++) {
      if (this.has(offset) && !others?.has(offset)) yield offset
    }
  }

  #growTo(length: number): void {
    const grown = new Uint8Array(Math.max(length, this.#bytes.length * 2))
    grown.set(this.#bytes)
    this.#bytes = grown
  }
}
