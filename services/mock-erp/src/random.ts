/** A number in [0, 1) and the state that gives the next one. */
export interface Drawn {
  readonly value: number
  readonly state: number
}

/**
 * One step of the mulberry32 generator: the same state always draws the same number.
 * @param state a seed, or the state of the draw before; any integer
 */
export function draw(state: number): Drawn {
  const next = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(next ^ (next >>> 15), next | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return { value: ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32, state: next }
}
