import { setTimeout as sleep } from 'node:timers/promises'
import { readErpFacts } from '@channel-adapter/ledger'
import { stillUnderWay } from './check.ts'
import { parkedUpdates, requestReplay } from './dead-letters.ts'
import type { System } from './system.ts'

const LOOK_EVERY_MS = 400
/** A replay of a replay that was asked for a moment ago would be asked for in vain. */
const REPLAY_EVERY_MS = 6000
/** Longer than any wait of the product: sessions, rebalances and a gate that stays shut for 30 s. */
const STALLED_AFTER_MS = 75_000
/** Something that moves for ever is no rest either. */
const REST_WITHIN_MS = 300_000

/**
 * Waits, without faults and without load, until nothing is on its way any more; what is parked is replayed meanwhile.
 * @returns what is still under way after nothing has moved for too long; empty when all is quiet
 */
export async function untilQuiet(
  system: System,
  signal: AbortSignal,
  stalledAfterMs = STALLED_AFTER_MS,
): Promise<string[]> {
  let seen: string | undefined
  let movedAt = Date.now()
  let replayAt = 0
  let deadline = Number.POSITIVE_INFINITY
  for (;;) {
    signal.throwIfAborted()
    const erp = await readErpFacts(system.deployment.erp.url)
    const state = `${erp.journal.length} ${system.inbox.size}`
    const parked = parkedUpdates(system)
    if (state !== seen) {
      // After hours of load the first look alone takes minutes.
      if (seen === undefined) deadline = Date.now() + REST_WITHIN_MS
      seen = state
      movedAt = Date.now()
      if (movedAt > deadline) return [`messages still come after ${REST_WITHIN_MS / 1000} s`]
    } else if (parked.length === 0) {
      const open = stillUnderWay(system.source, erp, system.inbox)
      if (open.length === 0 || Date.now() - movedAt > stalledAfterMs) return open
    } else if (Date.now() - movedAt > stalledAfterMs) {
      return parked.map((id) => `update ${id} is parked still`)
    }
    if (parked.length > 0 && Date.now() > replayAt) {
      await requestReplay(system)
      replayAt = Date.now() + REPLAY_EVERY_MS
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal })
  }
}
