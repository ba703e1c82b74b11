import { setTimeout as sleep } from 'node:timers/promises'
import type { CrashPoint } from '@channel-adapter/seams'
import { parkedUpdates, requestReplay } from './dead-letters.ts'
import { clearFaults, putFaults, refusals } from './erp-admin.ts'
import type { KeptService } from './kept-service.ts'
import type { StrikeContext } from './strike-context.ts'
import type { Strike } from './strikes.ts'
import type { System } from './system.ts'
import { hostOf } from './targets.ts'

const HIT_WITHIN_MS = 20_000
const LOOK_EVERY_MS = 100

/**
 * Starts the instances of a service anew with the order to die at a crash point, brings about what leads there, and
 * waits until one has died. Both extractors are armed, since only the one that owns the connection gets there.
 */
export async function strikeAtPoint(point: CrashPoint, nth: number, context: StrikeContext): Promise<void> {
  const { system, signal } = context
  const hits = () => system.tally.crashPoints[point] ?? 0
  const before = hits()
  system.tally.struck('crash-point')
  const env = { TEST_SEAMS: JSON.stringify({ crashAt: { [point]: nth } }) }
  if (point.startsWith('replay.')) await parkSome(context, 3000)
  await Promise.all(instances(system, point).map((kept) => kept.inTurn(() => kept.restart(env))))
  if (point.startsWith('park.')) {
    await putFaults(system.deployment.erp.url, refusals(context.seed))
    await until(() => hits() > before, HIT_WITHIN_MS, signal)
    await clearFaults(system.deployment.erp.url)
  } else {
    if (point.startsWith('replay.')) await requestReplay(system)
    await until(() => hits() > before, HIT_WITHIN_MS, signal)
  }
}

/** Parks updates, has them replayed, and kills an applier inside. */
export async function replayUnderKill(
  { ms, killAfterMs }: Extract<Strike, { kind: 'replay' }>,
  context: StrikeContext,
): Promise<void> {
  const { system, signal } = context
  system.tally.struck('replay')
  await parkSome(context, ms)
  await requestReplay(system)
  await sleep(killAfterMs, undefined, { signal }).catch(() => {})
  await Promise.all(instances(system, 'replay.handled').map((kept) => kept.inTurn(() => kept.kill(500))))
}

/** Lets the ERP refuse updates until some are parked, for so long at least. */
async function parkSome({ system, seed, signal }: StrikeContext, ms: number): Promise<void> {
  const before = parkedUpdates(system).length
  await putFaults(system.deployment.erp.url, refusals(seed))
  await sleep(ms, undefined, { signal }).catch(() => {})
  await until(() => parkedUpdates(system).length > before, HIT_WITHIN_MS, signal)
  await clearFaults(system.deployment.erp.url)
}

function instances(system: System, point: CrashPoint): KeptService[] {
  const host = hostOf(point)
  return [...system.kept.values()].filter(({ service }) => service.service === host)
}

/** @returns whether it came about in time */
export async function until(
  condition: () => boolean | Promise<boolean>,
  withinMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const deadline = Date.now() + withinMs
  while (!(await condition())) {
    if (signal.aborted || Date.now() > deadline) return false
    await sleep(LOOK_EVERY_MS)
  }
  return true
}
