/** What is counted over time, and of whom. */
export type Flow =
  /** Snapshots, by connection; timed from the ERP's change. */
  | 'published'
  /** Updates, by partner; timed from the publication of the revision that they answer. */
  | 'answered'
  /** Outcomes, by connection; timed from the update. */
  | 'settled'

/** How long a time is counted as one, in milliseconds. */
export const STEP_MS = 10_000
/** How far back it is counted, in milliseconds. */
export const KEPT_MS = 24 * 60 * 60 * 1000

export interface FlowPoint {
  readonly name: Flow
  readonly who: string
  /** Beginning of the step. */
  readonly at: number
  count: number
  /** Those of which it is known how long they took. */
  timed: number
  tookMs: number
}

/** Counts what happened until it is taken away to be stored. */
export class FlowCounts {
  readonly #points = new Map<string, FlowPoint>()

  add(name: Flow, who: string, at: number, tookMs?: number): void {
    this.#pointOf(name, who, at).count++
    if (tookMs !== undefined) this.time(name, who, at, tookMs)
  }

  /** How long something took that has been counted before. */
  time(name: Flow, who: string, at: number, tookMs: number): void {
    // Old orders that are read for the first time say nothing of how fast we are; nor does a clock that runs ahead.
    if (tookMs < 0 || tookMs > KEPT_MS) return
    const point = this.#pointOf(name, who, at)
    point.timed++
    point.tookMs += tookMs
  }

  #pointOf(name: Flow, who: string, at: number): FlowPoint {
    const step = at - (at % STEP_MS)
    const id = `${name} ${step} ${who}`
    const point = this.#points.get(id) ?? { name, who, at: step, count: 0, timed: 0, tookMs: 0 }
    this.#points.set(id, point)
    return point
  }

  take(): FlowPoint[] {
    const points = [...this.#points.values()]
    this.#points.clear()
    return points
  }
}
