/**
 * Preloaded into a service (`node --import`): its clock jumps by CLOCK_JUMP_MS after CLOCK_JUMP_AFTER_MS, as a clock
 * does that is set by hand or by a time server. Timers and `performance.now` go on undisturbed, as in reality.
 */
// eslint-disable-next-line node/no-process-env -- it is loaded before anything that reads a configuration
const { CLOCK_JUMP_MS, CLOCK_JUMP_AFTER_MS } = process.env
const Real = Date
let offset = 0
setTimeout(() => (offset = Number(CLOCK_JUMP_MS)), Number(CLOCK_JUMP_AFTER_MS)).unref()

globalThis.Date = class extends Real {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(Real.now() + offset)
    else super(...(given as [number]))
  }

  static override now(): number {
    return Real.now() + offset
  }
} as DateConstructor
