/** Something that was asked for, and for how long it holds by our clock. */
export interface Grant<T> {
  readonly value: T
  /** Milliseconds from now; undefined until it is refused. */
  readonly lifetimeMs: number | undefined
}

export interface Held<T> {
  /** What holds still, the same one as long as it does. @throws what asking throws */
  get(): Promise<T>
  /** Another one, after a refusal. @throws what asking throws */
  renew(): Promise<T>
}

// It must not expire on its way: it is asked for before, at most so much, and a tenth of a short life.
const EARLY_MS = 30_000

/**
 * What must be asked for: once for all who wait, again shortly before it expires and after a refusal.
 * @param now milliseconds
 */
export function heldUntilStale<T>(ask: () => Promise<Grant<T>>, now: () => number = Date.now): Held<T> {
  let asked: Promise<{ value: T; renewAt: number }> | undefined
  const fresh = () => {
    const asking = ask().then(({ value, lifetimeMs }) => {
      const early = Math.min(EARLY_MS, (lifetimeMs ?? 0) / 10)
      return { value, renewAt: lifetimeMs === undefined ? Infinity : now() + lifetimeMs - early }
    })
    // What failed is asked for again by the next who needs it.
    asking.catch(() => {
      if (asked === asking) asked = undefined
    })
    asked = asking
    return asking
  }
  return {
    async get() {
      const held = asked
      if (!held) return (await fresh()).value
      const { value, renewAt } = await held
      if (now() < renewAt) return value
      // Whoever comes first asks, the others wait for the same answer.
      return (await (asked === undefined || asked === held ? fresh() : asked)).value
    },
    renew: async () => (await fresh()).value,
  }
}
