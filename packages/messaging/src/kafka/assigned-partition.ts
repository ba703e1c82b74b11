import { OffsetWindow } from '../offset-window.ts'

/** One assigned partition, for one generation of the group: how far it has been taken, done and committed. */
export class AssignedPartition {
  readonly partition: number
  #window: OffsetWindow | undefined
  #committed = -1n
  #highWatermark = 0n
  // Insertion order is offset order: the first is the oldest.
  readonly #pendingSince = new Map<bigint, number>()

  constructor(partition: number) {
    this.partition = partition
  }

  /** It is known where to begin; nothing may be taken before. */
  begin(offset: bigint): void {
    this.#window = new OffsetWindow(offset)
    this.#committed = offset
  }

  get begun(): boolean {
    return this.#window !== undefined
  }

  /** A fetch has returned. */
  fetched(highWatermark: bigint, firstOffset: bigint): void {
    this.#highWatermark = highWatermark
    if (this.#window === undefined || highWatermark >= this.#window.position) return
    // The log is shorter than what was read of it, so kafkajs began anew (trap T8).
    this.#window = new OffsetWindow(firstOffset)
    this.#committed = -1n
  }

  /** The log reaches so far: known also while nothing is fetched. */
  grown(highWatermark: bigint): void {
    if (highWatermark > this.#highWatermark) this.#highWatermark = highWatermark
  }

  /**
   * A message is taken into work.
   * @param timestamp the broker's, in milliseconds since the epoch
   * @returns what to call when it is done
   */
  take(offset: bigint, timestamp: number): () => void {
    // Of this window alone: after a log that was cut short its offsets mean other messages.
    const window = this.#window
    window?.begin(offset)
    this.#pendingSince.set(offset, timestamp)
    return () => {
      this.#pendingSince.delete(offset)
      window?.done(offset)
    }
  }

  /** All below this offset has been seen: messages for others and control records need no work. */
  pass(position: bigint): void {
    this.#window?.advance(position)
  }

  /** The offset after the last one taken; undefined before it is known where to begin. */
  get position(): bigint | undefined {
    return this.#window?.position
  }

  /** The offset to commit; undefined when it is committed already. */
  get due(): bigint | undefined {
    const committable = this.#window?.committable
    return committable !== undefined && committable > this.#committed ? committable : undefined
  }

  committed(offset: bigint): void {
    this.#committed = offset
  }

  /** Messages behind what was taken, as far as is known. */
  get lag(): number {
    const behind = this.#window ? this.#highWatermark - this.#window.position : 0n
    return behind > 0n ? Number(behind) : 0
  }

  /** Broker timestamp of the oldest message that is not done, in milliseconds since the epoch. */
  get oldestPendingAt(): number | undefined {
    const [first] = this.#pendingSince.values()
    return first
  }
}
