import type { Passage } from './router.ts'

export type Counts = Readonly<Record<Passage['kind'], number>>

/** What an operator may ask about one partition. */
export interface PartitionState {
  readonly partition: number
  /** Messages known to lie behind those that were routed. */
  readonly behind: number
  /** Why it failed, as long as it has not begun anew since; it is tried again. */
  readonly fault: string | undefined
}

/** Keeps the state of one partition's routing. */
export class PartitionProgress {
  readonly #partition: number
  readonly #onRouted: (counts: Counts) => void
  #behind: () => number = () => 0
  #fault: string | undefined

  constructor(partition: number, onRouted: (counts: Counts) => void) {
    this.#partition = partition
    this.#onRouted = onRouted
  }

  get state(): PartitionState {
    return { partition: this.#partition, behind: this.#behind(), fault: this.#fault }
  }

  /** A term has begun: everything that it needs answers. */
  reading(behind: () => number): void {
    this.#behind = behind
    this.#fault = undefined
  }

  routed(counts: Counts): void {
    this.#onRouted(counts)
  }

  failed(fault: string): void {
    this.#fault = fault
  }
}
