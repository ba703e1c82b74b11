import type { GateReport } from '@channel-adapter/erp'
import type { Checks } from '@channel-adapter/process'
import type { Applier } from './app.ts'

/** One check for each connection: in its group, and no update waiting for too long, unless an operator wants it to wait. */
export function subscriptionChecks(
  app: Pick<Applier, 'states'>,
  staleAfterMs: number,
  now: () => number = Date.now,
): Checks {
  return Object.fromEntries(
    app.states().map(({ connection }) => [
      `updates of ${connection}`,
      () => {
        const { state, paused } = app.states().find((other) => other.connection === connection) ?? {}
        if (!state?.joined) return { ok: false, detail: 'not in its consumer group' }
        const { pending, lag, parkedKeys, oldestPendingAt } = state
        const oldestPendingMs = oldestPendingAt === undefined ? 0 : now() - oldestPendingAt
        return {
          ok: paused !== undefined || oldestPendingMs < staleAfterMs,
          detail: { pending, lag, parkedKeys, oldestPendingMs, paused },
        }
      },
    ]),
  )
}

/** One check for each ERP: whether requests go through to it, and why not. Those that an operator holds back say nothing of it. */
export function gateChecks(
  connections: readonly { readonly erp: { readonly id: string }; readonly gate: { report(): GateReport } }[],
): Checks {
  return Object.fromEntries(
    connections.map(({ erp, gate }) => [
      `ERP ${erp.id}`,
      () => {
        const { circuit, limit, underWay, waiting, held, reason } = gate.report()
        return {
          ok: held || circuit === 'closed',
          detail: { circuit, limit: Math.floor(limit), underWay, waiting, held, reason },
        }
      },
    ]),
  )
}
