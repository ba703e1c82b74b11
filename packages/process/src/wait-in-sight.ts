import type { Check } from './health.ts'
import type { Logger } from './logger.ts'
import type { WaitFor } from './process-definition.ts'
import { waitFor } from './wait-for.ts'

/** Waiting that an operator can see: in the log at each change of state, in readiness all the time. */
export function waitInSight(log: Logger, signal: AbortSignal): { waitFor: WaitFor; check: () => Check } {
  const waiting = new Map<string, string>()
  return {
    async waitFor(what, attempt) {
      let failed = false
      waiting.set(what, 'trying')
      try {
        const result = await waitFor(attempt, {
          signal,
          onFailure(error) {
            const reason = error instanceof Error ? error.message : String(error)
            waiting.set(what, reason)
            if (!failed) log.warn({ what, reason }, `waiting for ${what}`)
            failed = true
          },
        })
        if (failed) log.info({ what }, `${what}: no longer waiting`)
        return result
      } finally {
        waiting.delete(what)
      }
    },
    check: () => ({ ok: false, detail: { waitingFor: Object.fromEntries(waiting) } }),
  }
}
