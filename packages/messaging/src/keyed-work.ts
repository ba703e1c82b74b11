import { Heap } from './heap.ts'

/**
 * What is to be done for a key. It may say before its end that the next one may begin: what is left of it then takes no
 * place and holds nobody up, but counts as unfinished.
 */
type Task = (release: () => void) => Promise<void>

/** Once it was full, there is room again when so much of the capacity is used. */
const ROOMY = 0.75

interface Queued {
  readonly arrival: number
  readonly task: Task
}

interface Lane {
  readonly key: string
  readonly waiting: Queued[]
  busy: boolean
}

/**
 * Runs tasks of one key one after the other, in the order of their arrival, and those of different keys in parallel
 * up to a limit. When there are more keys than places, the task that arrived first goes first: a hot key is never
 * starved by the many, nor the many by it.
 */
export class KeyedWork {
  readonly #concurrency: number
  readonly #capacity: number
  readonly #roomy: number
  readonly #lanes = new Map<string, Lane>()
  readonly #ready = new Heap<Lane>((a, b) => arrivalOf(a) < arrivalOf(b))
  #running = 0
  #paused = false
  #size = 0
  #arrivals = 0
  #roomWaiters: (() => void)[] = []
  #idleWaiters: (() => void)[] = []

  constructor(limits: { concurrency: number; capacity: number }) {
    this.#concurrency = limits.concurrency
    this.#capacity = limits.capacity
    this.#roomy = Math.min(limits.capacity - 1, Math.ceil(limits.capacity * ROOMY))
  }

  /** Tasks added and not yet finished. */
  get size(): number {
    return this.#size
  }

  get full(): boolean {
    return this.#size >= this.#capacity
  }

  /** A task must not reject: there is nobody to tell. */
  add(key: string, task: Task): void {
    let lane = this.#lanes.get(key)
    if (!lane) {
      lane = { key, waiting: [], busy: false }
      this.#lanes.set(key, lane)
    }
    lane.waiting.push({ arrival: this.#arrivals++, task })
    this.#size++
    if (!lane.busy && lane.waiting.length === 1) this.#ready.push(lane)
    this.#startNext()
  }

  /** Resolves when there is room again, and some of it: whoever waits for each task alone waits as often as there are tasks. */
  room(): Promise<void> {
    if (!this.full) return Promise.resolve()
    return new Promise((resolve) => this.#roomWaiters.push(resolve))
  }

  /** Resolves when nothing is left to do. */
  idle(): Promise<void> {
    if (this.#size === 0) return Promise.resolve()
    return new Promise((resolve) => this.#idleWaiters.push(resolve))
  }

  /** Begins no further task; those at work go on. */
  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.#startNext()
  }

  /** Forgets the tasks that have not begun; those at work go on. */
  discardWaiting(): void {
    while (this.#ready.pop());
    for (const lane of this.#lanes.values()) {
      this.#size -= lane.waiting.length
      lane.waiting.length = 0
      if (!lane.busy) this.#lanes.delete(lane.key)
    }
    this.#wake()
  }

  #startNext(): void {
    while (!this.#paused && this.#running < this.#concurrency) {
      const lane = this.#ready.pop()
      if (!lane) return
      void this.#run(lane)
    }
  }

  async #run(lane: Lane): Promise<void> {
    const next = lane.waiting.shift()
    if (!next) return
    lane.busy = true
    this.#running++
    let released = false
    const release = () => {
      if (released) return
      released = true
      lane.busy = false
      this.#running--
      if (lane.waiting.length > 0) this.#ready.push(lane)
      else this.#lanes.delete(lane.key)
      this.#startNext()
    }
    try {
      await next.task(release)
    } finally {
      this.#size--
      this.#wake()
      release()
    }
  }

  #wake(): void {
    if (this.#size <= this.#roomy) for (const resolve of this.#roomWaiters.splice(0)) resolve()
    if (this.#size === 0) for (const resolve of this.#idleWaiters.splice(0)) resolve()
  }
}

function arrivalOf(lane: Lane): number {
  return lane.waiting[0]?.arrival ?? Number.POSITIVE_INFINITY
}
