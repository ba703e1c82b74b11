import { AsyncLocalStorage } from 'node:async_hooks'
import { Heap } from './heap.ts'

/** A task's turn: its place among those at work, and that of its key. */
export interface Turn {
  /**
   * The next one of the key may begin, before this one's end: what is left of it takes no place and holds nobody up, but
   * counts as unfinished.
   */
  release(): void
  /**
   * Waits, while another takes the place, and goes on when there is one again. The key is still its own.
   * @param wait resolves with whether it goes on; otherwise no place is waited for
   */
  aside(wait: Promise<boolean>): Promise<void>
  /** Whether so much stands aside, what waits for its end included, that with this there would be too little room for the others. */
  crowded(): boolean
}

/** What is to be done for a key. */
type Task = (turn: Turn) => Promise<void>

export interface WorkLimits {
  /** Tasks at work at a time. */
  readonly concurrency: number
  /** Tasks added and not yet finished, above which there is no room. */
  readonly capacity: number
  /** What they may weigh together, above which there is none either. Default: anything. */
  readonly weight?: number
}

/** Once it was full, there is room again when so much of the capacity is used. */
const ROOMY = 0.75
/** How much of the capacity those may take that stand aside. */
const MOST_ASIDE = 0.75

interface Queued {
  readonly arrival: number
  readonly weight: number
  readonly task: Task
}

/** A task that wants its place back. */
interface Returning {
  readonly arrival: number
  readonly goOn: () => void
}

interface Lane {
  readonly key: string
  readonly waiting: Queued[]
  /** Of what waits. */
  weight: number
  busy: boolean
  /** Whether its task at work stands aside. */
  aside: boolean
}

/**
 * Runs tasks of one key one after the other, in the order of their arrival, and those of different keys in parallel
 * up to a limit. When there are more keys than places, the task that arrived first goes first: a hot key is never
 * starved by the many, nor the many by it. Each runs in the asynchronous context in which this was made.
 */
export class KeyedWork {
  readonly #concurrency: number
  readonly #capacity: number
  readonly #roomy: number
  readonly #mostWeight: number
  readonly #lanes = new Map<string, Lane>()
  readonly #ready = new Heap<Lane>((a, b) => arrivalOf(a) < arrivalOf(b))
  readonly #returning = new Heap<Returning>((a, b) => a.arrival < b.arrival)
  #running = 0
  /** In turn with those that have not begun: however many come back again and again, half of the places are the others'. */
  #returnedLast = false
  #paused = false
  #size = 0
  #weight = 0
  /** What stands aside, and waits for its end. */
  #asideSize = 0
  #asideWeight = 0
  #arrivals = 0
  // Begun in the context of whoever makes room, a task would carry that one's log fields, and through them those of all
  // before it, for as long as there is always something to do.
  readonly #inOwnContext = AsyncLocalStorage.snapshot()
  #roomWaiters: (() => void)[] = []
  #idleWaiters: (() => void)[] = []

  constructor({ concurrency, capacity, weight = Number.POSITIVE_INFINITY }: WorkLimits) {
    this.#concurrency = concurrency
    this.#capacity = capacity
    this.#roomy = Math.min(capacity - 1, Math.ceil(capacity * ROOMY))
    this.#mostWeight = weight
  }

  /** Tasks added and not yet finished. */
  get size(): number {
    return this.#size
  }

  get full(): boolean {
    return this.#size >= this.#capacity || this.#weight >= this.#mostWeight
  }

  /** A task must not reject: there is nobody to tell. @param weight in the unit of the limit */
  add(key: string, task: Task, weight = 0): void {
    let lane = this.#lanes.get(key)
    if (!lane) {
      lane = { key, waiting: [], weight: 0, busy: false, aside: false }
      this.#lanes.set(key, lane)
    }
    lane.waiting.push({ arrival: this.#arrivals++, weight, task })
    lane.weight += weight
    this.#size++
    this.#weight += weight
    if (lane.aside) this.#countAside(1, weight)
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
      this.#weight -= lane.weight
      if (lane.aside) this.#countAside(-lane.waiting.length, -lane.weight)
      lane.waiting.length = 0
      lane.weight = 0
      if (!lane.busy) this.#lanes.delete(lane.key)
    }
    this.#wake()
  }

  #startNext(): void {
    while (this.#running < this.#concurrency) {
      // What has begun goes on, also while nothing begins.
      const lane = this.#paused ? undefined : this.#ready.top
      const returning = this.#returning.top
      if (returning && !(lane && this.#returnedLast)) {
        this.#returnedLast = true
        this.#returning.pop()
        this.#running++
        returning.goOn()
      } else if (lane) {
        this.#returnedLast = false
        this.#ready.pop()
        void this.#run(lane)
      } else return
    }
  }

  async #run(lane: Lane): Promise<void> {
    const next = lane.waiting.shift()
    if (!next) return
    lane.weight -= next.weight
    lane.busy = true
    this.#running++
    let hasPlace = true
    let released = false
    const leave = () => {
      if (hasPlace) this.#running--
      hasPlace = false
      this.#startNext()
    }
    const release = () => {
      if (released) return
      released = true
      lane.busy = false
      if (lane.waiting.length > 0) this.#ready.push(lane)
      else this.#lanes.delete(lane.key)
      leave()
    }
    const standsAside = (stands: boolean) => {
      lane.aside = stands
      const sign = stands ? 1 : -1
      this.#countAside(sign * (1 + lane.waiting.length), sign * (next.weight + lane.weight))
    }
    const aside = async (wait: Promise<boolean>) => {
      if (released) {
        await wait
        return
      }
      standsAside(true)
      leave()
      const goesOn = await wait
      standsAside(false)
      if (!goesOn) return
      await new Promise<void>((goOn) => {
        this.#returning.push({ arrival: next.arrival, goOn })
        this.#startNext()
      })
      hasPlace = true
    }
    const crowded = () =>
      this.#asideSize + 1 + lane.waiting.length > this.#capacity * MOST_ASIDE ||
      this.#asideWeight + next.weight + lane.weight > this.#mostWeight * MOST_ASIDE
    try {
      await this.#inOwnContext(next.task, { release, aside, crowded })
    } finally {
      this.#size--
      this.#weight -= next.weight
      this.#wake()
      release()
    }
  }

  #countAside(tasks: number, weight: number): void {
    this.#asideSize += tasks
    this.#asideWeight += weight
  }

  #wake(): void {
    if (this.#size <= this.#roomy && this.#weight <= this.#mostWeight * ROOMY)
      for (const resolve of this.#roomWaiters.splice(0)) resolve()
    if (this.#size === 0) for (const resolve of this.#idleWaiters.splice(0)) resolve()
  }
}

function arrivalOf(lane: Lane): number {
  return lane.waiting[0]?.arrival ?? Number.POSITIVE_INFINITY
}
