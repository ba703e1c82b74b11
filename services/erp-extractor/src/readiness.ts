import type { Checks } from '@channel-adapter/process'
import type { OwnedConnection } from './app.ts'

/**
 * One check for each connection: whether it was read lately, or is paused, which an operator wants. A connection that
 * another instance extracts is none of this one's business.
 */
export function connectionChecks(
  connections: readonly { readonly id: string }[],
  states: () => readonly OwnedConnection[],
  staleAfterMs: number,
  now: () => number = Date.now,
): Checks {
  const startedAt = now()
  const isStale = ({ lastPolledAt = startedAt, readSince = startedAt }: OwnedConnection) =>
    now() - Math.max(lastPolledAt, readSince) >= staleAfterMs
  return Object.fromEntries(
    connections.map(({ id }) => [
      `connection ${id}`,
      () => {
        const state = states().find(({ connection }) => connection === id)
        if (!state) return { ok: true, detail: 'extracted by another instance, or by nobody yet' }
        return { ok: state.paused !== undefined || !isStale(state), detail: state }
      },
    ]),
  )
}
