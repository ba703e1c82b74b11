import type { Desk } from '../storage/desk.ts'
import { decideAction } from './decide-action.ts'
import type { ClerkAction, ClerkKnowledge, ClerkState } from './decide-action.ts'

export interface ClerkPace {
  readonly editsPerSecond: number
  /** How many actions in all, the refused ones counted. */
  readonly limit: number
}

export interface ClerkProgress {
  readonly running: boolean
  /** Actions taken: done = applied + refused. */
  readonly done: number
  readonly applied: number
  /** Actions that the ERP refused, such as an edit of an order that was received meanwhile. */
  readonly refused: number
}

/** One clerk at one desk: works by the clock until the limit is reached or stopped. */
export class Clerk {
  readonly #desk: Desk
  #timer: NodeJS.Timeout | undefined
  #applied = 0
  #refused = 0

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** Begins anew, ending what ran before. */
  start(pace: ClerkPace, knowledge: ClerkKnowledge, from: ClerkState): void {
    this.stop()
    this.#applied = 0
    this.#refused = 0
    const begun = performance.now()
    let state = from
    // Several actions per tick when the pace asks for more than the timer gives; catching up is bounded by the limit.
    const tickMs = Math.max(5, Math.min(1000 / pace.editsPerSecond, 1000))
    this.#timer = setInterval(() => {
      const due = Math.min(pace.limit, Math.floor(((performance.now() - begun) / 1000) * pace.editsPerSecond))
      while (this.#applied + this.#refused < due) {
        const next = decideAction(knowledge, state)
        if (!next) return this.stop()
        state = next.state
        this.#take(next.action)
      }
      if (due >= pace.limit) this.stop()
    }, tickMs).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  progress(): ClerkProgress {
    const [applied, refused] = [this.#applied, this.#refused]
    return { running: this.#timer !== undefined, done: applied + refused, applied, refused }
  }

  #take(action: ClerkAction): void {
    const outcome =
      'order' in action ? this.#desk.add(action.order) : this.#desk.edit(action.number, action.edit)
    if (outcome.kind === 'written') this.#applied += 1
    else this.#refused += 1
  }
}
