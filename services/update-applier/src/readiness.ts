import type { GateReport } from '@channel-adapter/erp'
import type { Checks } from '@channel-adapter/process'
import type { Applier } from './app.ts'

/** One check for each connection: in its group, and no update waiting for too long. */
export function subscriptionChecks(
  app: Pick<Applier, 'states'>,
  staleAfterMs: number,
  now: () => number = Date.now,
): Checks {
  return Object.fromEntries(
    app.states().map(({ connection }) => [
      `updates of ${connection}`,
      () => {
        const state = app.states().find((other) => other.connection === connection)?.state
        if (!state?.joined) return { ok: false, detail: 'not in its consumer group' }
        const { pending, lag, parkedKeys, oldestPendingAt } = state
        const oldestPendingMs = oldestPendingAt === undefined ? 0 : now() - oldestPendingAt
        return { ok: oldestPendingMs < staleAfterMs, detail: { pending, lag, parkedKeys, oldestPendingMs } }
      },
    ]),
  )
}

/** One check for each ERP: whether requests go through to it, and why not. */
export function gateChecks(
  connections: readonly { readonly erp: { readonly id: string }; readonly gate: { report(): GateReport } }[],
): Checks {
  return Object.fromEntries(
    connections.map(({ erp, gate }) => [
      `ERP ${erp.id}`,
      () => {
        const { circuit, limit, underWay, waiting, reason } = gate.report()
        return {
          ok: circuit === 'closed',
          detail: { circuit, limit: Math.floor(limit), underWay, waiting, reason },
        }
      },
    ]),
  )
}
