import type { Checks } from '@channel-adapter/process'
import type { ConnectionState } from './progress.ts'

/**
 * One check for each connection: whether it was read lately. A connection that another instance extracts is none of
 * this one's business.
 */
export function connectionChecks(
  connections: readonly { readonly id: string }[],
  states: () => readonly ConnectionState[],
  staleAfterMs: number,
  now: () => number = Date.now,
): Checks {
  const startedAt = now()
  return Object.fromEntries(
    connections.map(({ id }) => [
      `connection ${id}`,
      () => {
        const state = states().find(({ connection }) => connection === id)
        if (!state) return { ok: true, detail: 'extracted by another instance, or by nobody yet' }
        return { ok: now() - (state.lastPolledAt ?? startedAt) < staleAfterMs, detail: state }
      },
    ]),
  )
}
