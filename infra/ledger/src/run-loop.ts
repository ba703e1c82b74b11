import { type ClerkOrders, startClerk, stopClerk } from './clerk.ts'
import { readErpFacts } from './erp-facts.ts'
import type { Ledger } from './ledger.ts'
import { type Expected, reconcile, type Report } from './reconcile.ts'
import { isComplete, type Stage, stagesOf } from './stages.ts'

export interface LoopOptions {
  readonly erpUrl: string
  /** The bearer token that its API asks for. */
  readonly erpToken?: string
  /** The ERP connection's name. */
  readonly connection: string
  readonly ledger: Ledger
  readonly expected: Expected
  /** What the clerk does meanwhile; nothing when not given. */
  readonly clerk?: ClerkOrders
  readonly onProgress?: (stages: readonly Stage[], seconds: number) => void
  readonly signal?: AbortSignal
  /** Milliseconds without any new message after which the loop counts as stalled. Default 60,000. */
  readonly stalledAfterMs?: number
}

const LOOK_EVERY_MS = 200
// The last changes are still on their way when the last outcome is told.
const SETTLE_MS = 20_000

/**
 * Waits until every order has come through every step, and reconciles.
 * @returns the reconciliation, with a fault of its own when nothing happened for too long
 * @throws the signal's reason when it is aborted
 */
export async function runLoop(options: LoopOptions): Promise<Report> {
  const { erpUrl, ledger, expected, clerk, onProgress, signal, stalledAfterMs = 60_000 } = options
  const began = performance.now()
  const elapsed = () => (performance.now() - began) / 1000
  const seconds: Record<string, number> = {}
  if (clerk) await startClerk(erpUrl, clerk)

  let size = -1
  let changedAt = performance.now()
  for (;;) {
    signal?.throwIfAborted()
    const stages = stagesOf(ledger)
    for (const { name, done } of stages) if (done >= expected.orders) seconds[name] ??= elapsed()
    onProgress?.(stages, elapsed())
    if (isComplete(ledger, expected.orders)) break
    if (ledger.size !== size) {
      size = ledger.size
      changedAt = performance.now()
    } else if (performance.now() - changedAt > stalledAfterMs) {
      const last = await settle(options, seconds)
      return { ...last, faults: [`nothing has happened for ${stalledAfterMs / 1000} s`, ...last.faults] }
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  if (clerk) await stopClerk(erpUrl)
  const report = await settle(options, seconds)
  return { ...report, seconds: { ...seconds, all: elapsed() } }
}

/** Reconciles again and again until it does, or the time for that is over. */
async function settle(options: LoopOptions, seconds: Record<string, number>): Promise<Report> {
  const { erpUrl, erpToken, connection, ledger, expected, signal } = options
  const deadline = performance.now() + SETTLE_MS
  for (;;) {
    const report = reconcile(connection, await readErpFacts(erpUrl, erpToken), ledger, expected, seconds)
    if (report.faults.length === 0 || performance.now() > deadline) return report
    signal?.throwIfAborted()
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
