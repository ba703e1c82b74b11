/**
 * Which offset of a partition may be committed: the first that is not done, although later ones may be. kafkajs knows
 * one high-water mark only (trap T12), which would commit past work that is still going on.
 */
export class OffsetWindow {
  readonly #pending: bigint[] = []
  #head = 0
  readonly #done = new Set<bigint>()
  #position: bigint

  /** @param position the offset that is delivered next */
  constructor(position: bigint) {
    this.#position = position
  }

  /** Offsets taken and not committable yet. */
  get size(): number {
    return this.#pending.length - this.#head
  }

  /** The offset after the last one taken. */
  get position(): bigint {
    return this.#position
  }

  /** A message is taken. Offsets grow; gaps (control records, compaction) are no concern of ours. */
  begin(offset: bigint): void {
    this.#pending.push(offset)
    this.#position = offset + 1n
  }

  /** Everything below an offset has been seen, messages for others and control records included. */
  advance(position: bigint): void {
    if (position > this.#position) this.#position = position
  }

  done(offset: bigint): void {
    this.#done.add(offset)
    let first = this.#pending[this.#head]
    while (first !== undefined && this.#done.delete(first)) {
      first = this.#pending[++this.#head]
    }
    // Shifting an array one by one costs its length each time; cut it when half is behind us.
    if (this.#head > 1024 && this.#head * 2 > this.#pending.length) {
      this.#pending.splice(0, this.#head)
      this.#head = 0
    }
  }

  /** The offset to commit: all before it is done. */
  get committable(): bigint {
    return this.#pending[this.#head] ?? this.#position
  }
}
