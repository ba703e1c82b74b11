import type { Deployment } from '@channel-adapter/local-deployment'
import { request } from 'undici'
import { readErpFacts } from './erp-facts.ts'
import type { Ledger } from './ledger.ts'
import { type Expected, reconcile, type Report } from './reconcile.ts'
import { isComplete, type Stage, stagesOf } from './stages.ts'

export interface LoopOptions {
  readonly deployment: Deployment
  readonly ledger: Ledger
  readonly expected: Expected
  /** Edits of the clerk while the loop runs; 0 for none. */
  readonly clerkEdits: number
  readonly seed: number
  readonly onProgress: (stages: readonly Stage[], seconds: number) => void
  readonly signal: AbortSignal
}

const LOOK_EVERY_MS = 200
const STALLED_AFTER_MS = 60_000
// The last changes are still on their way when the last outcome is told.
const SETTLE_MS = 20_000

/**
 * Lets the loop run until every order has come through every step, and reconciles.
 * @throws when nothing happens for a minute, or the signal is aborted
 */
export async function runLoop(options: LoopOptions): Promise<Report> {
  const { deployment, ledger, expected, onProgress, signal } = options
  const began = performance.now()
  const elapsed = () => (performance.now() - began) / 1000
  const seconds: Record<string, number> = {}
  await startClerk(options)

  let size = -1
  let changedAt = performance.now()
  for (;;) {
    signal.throwIfAborted()
    const stages = stagesOf(ledger)
    for (const { name, done } of stages) if (done >= expected.orders) seconds[name] ??= elapsed()
    onProgress(stages, elapsed())
    if (isComplete(ledger, expected.orders)) break
    if (ledger.size !== size) {
      size = ledger.size
      changedAt = performance.now()
    } else if (performance.now() - changedAt > STALLED_AFTER_MS) {
      const last = await settle(options, seconds)
      return { ...last, faults: [`nothing has happened for ${STALLED_AFTER_MS / 1000} s`, ...last.faults] }
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  await stopClerk(deployment)
  const report = await settle(options, seconds)
  return { ...report, seconds: { ...seconds, all: elapsed() } }
}

/** Reconciles again and again until it does, or the time for that is over. */
async function settle(
  { deployment, ledger, expected, signal }: LoopOptions,
  seconds: Record<string, number>,
): Promise<Report> {
  const deadline = performance.now() + SETTLE_MS
  for (;;) {
    const facts = await readErpFacts(deployment.erp.url)
    const report = reconcile(deployment.connection, facts, ledger, expected, seconds)
    if (report.faults.length === 0 || performance.now() > deadline) return report
    signal.throwIfAborted()
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

async function startClerk({ deployment, clerkEdits, seed }: LoopOptions): Promise<void> {
  if (clerkEdits === 0) return
  await clerk(deployment, 'POST', { edits_per_second: 10, limit: clerkEdits, seed, kinds: ['edit', 'note'] })
}

async function stopClerk(deployment: Deployment): Promise<void> {
  await clerk(deployment, 'DELETE')
}

async function clerk(deployment: Deployment, method: 'POST' | 'DELETE', body?: object): Promise<void> {
  const { statusCode, body: answer } = await request(`${deployment.erp.url}/admin/clerk`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const text = await answer.text()
  if (statusCode >= 300)
    throw new Error(`the clerk does not ${method === 'POST' ? 'begin' : 'stop'}: ${statusCode} ${text}`)
}
