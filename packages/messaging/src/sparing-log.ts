import type { Logger } from './ports.ts'

const EVERY_MS = 60_000

/** Says that something happened, for a reason of few. */
export type SparingLog = (reason: string, fields: object, message: string) => void

/**
 * A log that a flood does not fill: of one reason the first is told at once, then one a minute at most, with how many
 * like it were not told before it (`untold`). They are errors.
 */
export function sparingLog(log: Logger, now: () => number): SparingLog {
  const last = new Map<string, { at: number; untold: number }>()
  return (reason, fields, message) => {
    const known = last.get(reason)
    if (known && now() - known.at < EVERY_MS) {
      known.untold++
      return
    }
    last.set(reason, { at: now(), untold: 0 })
    log.error({ ...fields, ...(known && known.untold > 0 && { untold: known.untold }) }, message)
  }
}
